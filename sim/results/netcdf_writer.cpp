#include "sim/results/netcdf_writer.hpp"

#include <fmt/format.h>
#include <netcdf.h>
#include <netcdf_mem.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "sim/base/contract.hpp"
#include "sim/base/errors.hpp"

namespace truce::results {

namespace {

constexpr std::size_t kSlabBytes = 8'000'000;  // so much is handed over between two looks at `stop`

void check(int status, const std::string& doing) {
  if (status != NC_NOERR) throw RunError(fmt::format("{}: {}", doing, nc_strerror(status)));
}

void check_stop(const std::atomic<bool>* stop) {
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw Interrupted();
}

std::size_t size_of(const Values& values) {
  return std::visit([](const auto& v) { return v.size(); }, values);
}

nc_type type_of(const Values& values) {
  if (std::holds_alternative<std::vector<float>>(values)) return NC_FLOAT;
  if (std::holds_alternative<std::vector<double>>(values)) return NC_DOUBLE;
  if (std::holds_alternative<std::vector<std::int32_t>>(values)) return NC_INT;
  return NC_STRING;
}

std::size_t bytes_of(const Values& values) {
  switch (type_of(values)) {
    case NC_DOUBLE:
      return 8 * size_of(values);
    case NC_STRING:
      return 32 * size_of(values);
    default:
      return 4 * size_of(values);
  }
}

// HDF5 keeps an attribute of characters beside its object, where there is room for 64 KiB; a netCDF string stands
// elsewhere, at any length, and readers show both alike.
constexpr std::size_t kMostAttributeBytes = 32'768;

void put_attribute(int file, int variable, const std::string& name, const AttributeValue& value) {
  int status = NC_NOERR;
  const auto* text = std::get_if<std::string>(&value);
  if (text && text->size() > kMostAttributeBytes) {
    const char* string = text->c_str();
    status = nc_put_att_string(file, variable, name.c_str(), 1, &string);
  } else if (text)
    status = nc_put_att_text(file, variable, name.c_str(), text->size(), text->c_str());
  else if (const auto* number = std::get_if<double>(&value))
    status = nc_put_att_double(file, variable, name.c_str(), NC_DOUBLE, 1, number);
  else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    const long long wide = *integer;
    status = nc_put_att_longlong(file, variable, name.c_str(), NC_INT64, 1, &wide);
  } else if (const auto* natural = std::get_if<std::uint64_t>(&value)) {
    const unsigned long long wide = *natural;
    status = nc_put_att_ulonglong(file, variable, name.c_str(), NC_UINT64, 1, &wide);
  } else {
    const auto& list = std::get<std::vector<std::int32_t>>(value);
    status = nc_put_att_int(file, variable, name.c_str(), NC_INT, list.size(), list.data());
  }
  check(status, fmt::format("writing attribute '{}'", name));
}

// Puts a variable slab by slab along its first dimension.
void put_values(int file, int id, const Variable& variable, const std::vector<std::size_t>& shape,
                const std::atomic<bool>* stop) {
  const std::string doing = fmt::format("writing variable '{}'", variable.name);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&variable.values)) {
    std::vector<const char*> pointers;
    for (const std::string& text : *texts) pointers.push_back(text.c_str());
    check(nc_put_var_string(file, id, pointers.data()), doing);
    return;
  }
  std::vector<std::size_t> start(shape.size(), 0);
  std::vector<std::size_t> count = shape;
  const std::size_t rows = shape.empty() ? 1 : shape[0];
  const std::size_t row_values = size_of(variable.values) / std::max<std::size_t>(rows, 1);
  const std::size_t row_bytes = std::max<std::size_t>(bytes_of(variable.values) / std::max<std::size_t>(rows, 1), 1);
  const std::size_t slab = std::max<std::size_t>(kSlabBytes / row_bytes, 1);
  for (std::size_t row = 0; row < rows; row += slab) {
    check_stop(stop);
    if (!shape.empty()) {
      start[0] = row;
      count[0] = std::min(slab, rows - row);
    }
    const std::size_t offset = row * row_values;
    int status = NC_NOERR;
    if (const auto* floats = std::get_if<std::vector<float>>(&variable.values))
      status = nc_put_vara_float(file, id, start.data(), count.data(), floats->data() + offset);
    else if (const auto* doubles = std::get_if<std::vector<double>>(&variable.values))
      status = nc_put_vara_double(file, id, start.data(), count.data(), doubles->data() + offset);
    else
      status = nc_put_vara_int(file, id, start.data(), count.data(),
                               std::get<std::vector<std::int32_t>>(variable.values).data() + offset);
    check(status, doing);
  }
}

// Chunks of about a megabyte along the first dimension.
void compress(int file, int id, const Variable& variable, const std::vector<std::size_t>& shape) {
  const std::string doing = fmt::format("setting up compression of '{}'", variable.name);
  std::vector<std::size_t> chunk = shape;
  const std::size_t row_bytes = std::max<std::size_t>(bytes_of(variable.values) / shape[0], 1);
  chunk[0] = std::clamp<std::size_t>(1'000'000 / row_bytes, 1, shape[0]);
  check(nc_def_var_chunking(file, id, NC_CHUNKED, chunk.data()), doing);
  check(nc_def_var_deflate(file, id, 1, 1, 1), doing);
}

void fill(int file, const Dataset& dataset, bool compressed, const std::atomic<bool>* stop) {
  std::map<std::string, std::pair<int, std::size_t>> dimensions;
  for (const Dimension& dimension : dataset.dimensions) {
    int id = 0;
    check(nc_def_dim(file, dimension.name.c_str(), dimension.size, &id),
          fmt::format("defining dimension '{}'", dimension.name));
    dimensions[dimension.name] = {id, dimension.size};
  }
  for (const auto& [name, value] : dataset.attributes) put_attribute(file, NC_GLOBAL, name, value);

  std::vector<int> ids;
  std::vector<std::vector<std::size_t>> shapes;
  for (const Variable& variable : dataset.variables) {
    std::vector<int> axes;
    std::vector<std::size_t> shape;
    std::size_t product = 1;
    for (const std::string& name : variable.dimensions) {
      const auto found = dimensions.find(name);
      TRUCE_EXPECT(found != dimensions.end());
      axes.push_back(found->second.first);
      shape.push_back(found->second.second);
      product *= found->second.second;
    }
    TRUCE_EXPECT(product == size_of(variable.values));
    int id = 0;
    const nc_type type = type_of(variable.values);
    check(nc_def_var(file, variable.name.c_str(), type, static_cast<int>(axes.size()), axes.data(), &id),
          fmt::format("defining variable '{}'", variable.name));
    if (type != NC_STRING) {
      check(nc_def_var_fill(file, id, NC_NOFILL, nullptr), fmt::format("defining variable '{}'", variable.name));
      if (compressed && product > 1024) compress(file, id, variable, shape);
    }
    for (const auto& [name, value] : variable.attributes) put_attribute(file, id, name, value);
    ids.push_back(id);
    shapes.push_back(std::move(shape));
  }
  check(nc_enddef(file), "ending the file's definitions");
  for (std::size_t v = 0; v < dataset.variables.size(); ++v) {
    check_stop(stop);
    put_values(file, ids[v], dataset.variables[v], shapes[v], stop);
  }
}

}  // namespace

FileImage::FileImage(FileImage&& other) noexcept : data_(other.data_), size_(other.size_) {
  other.data_ = nullptr;
  other.size_ = 0;
}

FileImage::~FileImage() { std::free(data_); }

FileImage netcdf_image(const Dataset& dataset, const std::atomic<bool>* stop, std::size_t compress_above) {
  std::size_t bytes = 0;
  for (const Variable& variable : dataset.variables) bytes += bytes_of(variable.values);
  int file = 0;
  const std::string doing = "building the result file in memory";
  check(nc_create_mem("result.nc", NC_NETCDF4, bytes + bytes / 16 + 100'000, &file), doing);
  try {
    fill(file, dataset, bytes > compress_above, stop);
  } catch (const Interrupted&) {
    nc_abort(file);
    throw;
  } catch (const RunError& error) {
    nc_abort(file);
    throw RunError(fmt::format("{}: {}", doing, error.what()));
  }
  NC_memio memory{};
  check(nc_close_memio(file, &memory), doing);
  return FileImage(memory.memory, memory.size);
}

namespace {

template <class T>
Values read_values(int file, int id, std::size_t size, int (*get)(int, int, T*)) {
  std::vector<T> values(size);
  check(get(file, id, values.data()), "reading values");
  return values;
}

Values read_texts(int file, int id, std::size_t size) {
  std::vector<char*> pointers(size, nullptr);
  check(nc_get_var_string(file, id, pointers.data()), "reading texts");
  std::vector<std::string> texts;
  for (const char* pointer : pointers) texts.emplace_back(pointer != nullptr ? pointer : "");
  nc_free_string(size, pointers.data());
  return texts;
}

Attributes read_attributes(int file, int variable, int count) {
  Attributes attributes;
  for (int a = 0; a < count; ++a) {
    char name[NC_MAX_NAME + 1] = {};
    check(nc_inq_attname(file, variable, a, name), "reading an attribute's name");
    nc_type type = 0;
    std::size_t size = 0;
    check(nc_inq_att(file, variable, name, &type, &size), "reading an attribute");
    if (type == NC_CHAR) {
      std::string text(size, '\0');
      check(nc_get_att_text(file, variable, name, text.data()), "reading an attribute");
      attributes.emplace_back(name, text);
    } else if (type == NC_STRING && size == 1) {
      char* string = nullptr;
      check(nc_get_att_string(file, variable, name, &string), "reading an attribute");
      attributes.emplace_back(name, std::string(string != nullptr ? string : ""));
      nc_free_string(1, &string);
    } else if (type == NC_INT) {
      std::vector<std::int32_t> list(size);
      check(nc_get_att_int(file, variable, name, list.data()), "reading an attribute");
      attributes.emplace_back(name, list);
    } else if (type == NC_INT64 && size == 1) {
      long long number = 0;
      check(nc_get_att_longlong(file, variable, name, &number), "reading an attribute");
      attributes.emplace_back(name, static_cast<std::int64_t>(number));
    } else if (type == NC_UINT64 && size == 1) {
      unsigned long long number = 0;
      check(nc_get_att_ulonglong(file, variable, name, &number), "reading an attribute");
      attributes.emplace_back(name, static_cast<std::uint64_t>(number));
    } else if (type == NC_DOUBLE && size == 1) {
      double number = 0;
      check(nc_get_att_double(file, variable, name, &number), "reading an attribute");
      attributes.emplace_back(name, number);
    }
  }
  return attributes;
}

Dataset read_open(int file) {
  Dataset dataset;
  int dimension_count = 0, variable_count = 0, attribute_count = 0, unlimited = 0;
  check(nc_inq(file, &dimension_count, &variable_count, &attribute_count, &unlimited), "reading the file's contents");
  for (int d = 0; d < dimension_count; ++d) {
    char name[NC_MAX_NAME + 1] = {};
    std::size_t size = 0;
    check(nc_inq_dim(file, d, name, &size), "reading a dimension");
    dataset.dimensions.push_back({name, size});
  }
  dataset.attributes = read_attributes(file, NC_GLOBAL, attribute_count);
  for (int v = 0; v < variable_count; ++v) {
    char name[NC_MAX_NAME + 1] = {};
    nc_type type = 0;
    int axis_count = 0, count = 0;
    int axes[NC_MAX_VAR_DIMS] = {};
    check(nc_inq_var(file, v, name, &type, &axis_count, axes, &count), "reading a variable");
    Variable variable;
    variable.name = name;
    std::size_t size = 1;
    for (int a = 0; a < axis_count; ++a) {
      const Dimension& dimension = dataset.dimensions[static_cast<std::size_t>(axes[a])];
      variable.dimensions.push_back(dimension.name);
      size *= dimension.size;
    }
    if (type == NC_FLOAT)
      variable.values = read_values<float>(file, v, size, nc_get_var_float);
    else if (type == NC_INT)
      variable.values = read_values<int>(file, v, size, nc_get_var_int);
    else if (type == NC_STRING)
      variable.values = read_texts(file, v, size);
    else
      variable.values = read_values<double>(file, v, size, nc_get_var_double);
    variable.attributes = read_attributes(file, v, count);
    dataset.variables.push_back(std::move(variable));
  }
  return dataset;
}

}  // namespace

Dataset read_netcdf(const std::string& path) {
  int file = 0;
  const std::string doing = fmt::format("reading result file '{}'", path);
  check(nc_open(path.c_str(), NC_NOWRITE, &file), doing);
  try {
    Dataset dataset = read_open(file);
    check(nc_close(file), doing);
    return dataset;
  } catch (const RunError& error) {
    nc_close(file);
    throw RunError(fmt::format("{}: {}", doing, error.what()));
  }
}

}  // namespace truce::results
