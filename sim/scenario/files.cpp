#include "sim/scenario/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/scenario/merge.hpp"
#include "sim/scenario/settings.hpp"
#include "sim/scenario/yaml.hpp"

namespace truce::scenario {

namespace {

constexpr std::size_t kLongestChain = 16;

// What went wrong, in words; the text otherwise.
struct FileText {
  std::string text;
  const char* code = nullptr;
  std::string problem;
};

FileText read_file(const std::string& name) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored))
    return {{}, kCannotRead, "this is a directory, not a scenario file"};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name.c_str(), "rb"), &std::fclose);
  if (!file) {
    return {{},
            kCannotRead,
            errno == ENOENT ? "the file does not exist"
                            : fmt::format("the file cannot be opened: {}", std::strerror(errno))};
  }
  FileText out;
  out.text.resize(kLargestFile + 1);
  const std::size_t size = std::fread(out.text.data(), 1, out.text.size(), file.get());
  if (std::ferror(file.get()) != 0) throw RunError(fmt::format("cannot read '{}': {}", name, std::strerror(errno)));
  out.text.resize(size);
  if (size > kLargestFile) return {{}, kFileTooLarge, "the file is larger than 1 MB, too large for a scenario"};
  return out;
}

class Loader {
 public:
  Loader(SourceMap& sources, Diagnostics& diagnostics) : sources_(sources), diagnostics_(diagnostics) {}

  // `said_at` is where another file's `extends` names this one; invalid for the first.
  std::optional<Node> load(const std::string& name, const std::optional<std::string>& text, SourceRange said_at) {
    FileText content;
    if (text) {
      if (text->size() > kLargestFile) {
        content.code = kFileTooLarge;
        content.problem = "the file is larger than 1 MB, too large for a scenario";
      } else {
        content.text = *text;
      }
    } else {
      content = read_file(name);
    }
    if (content.code != nullptr) {
      if (said_at.file.valid()) {
        diagnostics_.error(content.code, said_at, fmt::format("cannot extend '{}': {}", name, content.problem),
                           "named here");
      } else {
        diagnostics_.error(content.code, {sources_.add(name, ""), 0, 0, 1}, content.problem);
      }
      return std::nullopt;
    }
    content.text = normal_line_ends(std::move(content.text));
    const FileId file = sources_.add(name, content.text);
    std::optional<Node> root = parse_yaml(content.text, file, sources_, diagnostics_);
    if (!root) return std::nullopt;
    if (root->is_null()) {
      diagnostics_.error(kEmptyFile, {file, 0, 0, 1},
                         "the file says nothing: a scenario needs at least `start` and `end`");
      return std::nullopt;
    }
    if (!root->is_map()) {
      diagnostics_.error(kEmptyFile, root->at, "a scenario is a map of sections, such as `start:`, `end:`, `events:`",
                         fmt::format("this is {}", describe(*root)));
      return std::nullopt;
    }
    chain_.push_back(identity_of(name));
    return with_base(std::move(*root), name);
  }

 private:
  static std::string identity_of(const std::string& name) {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::weakly_canonical(name, error);
    return error ? name : path.string();
  }

  std::optional<Node> with_base(Node root, const std::string& name) {
    const Entry* extends = root.find("extends");
    if (extends == nullptr) return root;
    const Node said = extends->value;
    const SourceRange at = said.is_null() ? extends->key_at : said.at;
    std::erase_if(root.entries, [](const Entry& entry) { return entry.key == "extends"; });
    if (!said.is_scalar() || said.text.empty()) {
      diagnostics_.error(kBadExtends, at, fmt::format("`extends` names one file, not {}", describe(said)));
      return root;
    }
    const std::string base_name = (std::filesystem::path(name).parent_path() / said.text).lexically_normal().string();
    if (std::find(chain_.begin(), chain_.end(), identity_of(base_name)) != chain_.end()) {
      diagnostics_.error(kBadExtends, at,
                         fmt::format("'{}' extends itself, by way of {} file{}", base_name, chain_.size(),
                                     chain_.size() == 1 ? "" : "s"),
                         "this closes the loop");
      return std::nullopt;
    }
    if (chain_.size() >= kLongestChain) {
      diagnostics_.error(kBadExtends, at, fmt::format("more than {} files extend one another", kLongestChain));
      return std::nullopt;
    }
    std::optional<Node> base = load(base_name, std::nullopt, at);
    if (!base) return std::nullopt;
    std::erase_if(base->entries, [](const Entry& entry) { return entry.key == "scenario" || entry.key == "title"; });
    merge_onto(*base, std::move(root), diagnostics_);
    return base;
  }

  SourceMap& sources_;
  Diagnostics& diagnostics_;
  std::vector<std::string> chain_;
};

}  // namespace

std::optional<Node> load_scenario_tree(const std::string& file, const std::optional<std::string>& text,
                                       const std::vector<std::string>& settings, SourceMap& sources,
                                       Diagnostics& diagnostics) {
  std::optional<Node> root = Loader(sources, diagnostics).load(file, text, {});
  if (!root) return std::nullopt;
  for (const std::string& setting : settings) apply_setting(*root, setting, sources, diagnostics);
  apply_defaults(*root, diagnostics);
  drop_removed(*root);
  return root;
}

}  // namespace truce::scenario
