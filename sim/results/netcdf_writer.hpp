#pragma once
// Dataset <-> netCDF-4. The file is built in memory: after a failed write to a full disk netCDF and HDF5 crash in their
// exit handlers, so they never see the disk.
#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "sim/results/dataset.hpp"

namespace truce::results {

// The bytes of a netCDF file, to be freed when done.
class FileImage {
 public:
  FileImage(void* data, std::size_t size) : data_(data), size_(size) {}
  FileImage(FileImage&& other) noexcept;
  FileImage& operator=(FileImage&&) = delete;
  ~FileImage();
  const char* data() const { return static_cast<const char*>(data_); }
  std::size_t size() const { return size_; }

 private:
  void* data_;
  std::size_t size_;
};

// Numeric variables are compressed (zlib 1, shuffle) where the file would be above this size.
inline constexpr std::size_t kCompressAboveBytes = 20'000'000;

// Throws RunError where the library fails (memory), Interrupted where `stop` becomes true. Not from two threads at
// once.
FileImage netcdf_image(const Dataset& dataset, const std::atomic<bool>* stop = nullptr,
                       std::size_t compress_above = kCompressAboveBytes);

// Everything in a netCDF file that a Dataset can hold. Throws RunError where the file cannot be read.
Dataset read_netcdf(const std::string& path);

}  // namespace truce::results
