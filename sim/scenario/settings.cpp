#include "sim/scenario/settings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/distribution_names.hpp"
#include "sim/scenario/merge.hpp"
#include "sim/scenario/text_check.hpp"
#include "sim/scenario/yaml.hpp"

namespace truce::scenario {

namespace {

struct Segment {
  std::string key;
  SourceRange at;
};

std::vector<Segment> split_path(const std::string& path, FileId file) {
  std::vector<Segment> out;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const int column = count_characters(path.substr(0, begin)) + 1;
    const std::string key = path.substr(begin, end - begin);
    out.push_back({key, {file, 1, column, std::max(1, count_characters(key))}});
    if (end == path.size()) return out;
    begin = end + 1;
  }
}

bool belongs_to_number(const std::string& key) {
  return key == "value" || key == "range" || key == "source" || key == "note" || key == "modifiers";
}

// A scalar that stood alone becomes {value: scalar}, so that provenance can be set beside it.
void wrap_number(Node& node, const SourceRange& key_at) {
  Node map;
  map.kind = Node::Kind::kMap;
  map.at = node.at;
  map.entries.push_back({"value", key_at, std::move(node)});
  node = std::move(map);
}

class Setter {
 public:
  Setter(Node& root, std::vector<Segment> segments, Node value, Diagnostics& diagnostics)
      : root_(root), segments_(std::move(segments)), value_(std::move(value)), diagnostics_(diagnostics) {}

  void apply() {
    if (segments_.size() > static_cast<std::size_t>(kDeepestNesting)) {
      diagnostics_.error(kBadSetting, segments_[static_cast<std::size_t>(kDeepestNesting)].at,
                         fmt::format("this address is more than {} levels deep", kDeepestNesting));
      return;
    }
    Node* node = &root_;
    std::size_t i = 0;
    while (true) {
      if (node->is_null() && i > 0) {
        const SourceRange at = segments_[i - 1].at;
        *node = Node{};
        node->kind = Node::Kind::kMap;
        node->at = at;
      }
      if (node->is_list()) {
        node = item_of(*node, segments_[i]);
        if (node == nullptr) return;
        path_.push_back(segments_[i].key);
        if (++i == segments_.size()) {
          *node = std::move(value_);
          return;
        }
        continue;
      }
      if (node->is_scalar()) {
        if (!belongs_to_number(segments_[i].key)) return report_no_way(i);
        if (segments_[i].key == "value" && i + 1 == segments_.size()) {
          *node = std::move(value_);
          return;
        }
        wrap_number(*node, segments_[i].at);
      }
      const std::size_t used = key_length(*node, i);
      const std::string key = join(i, used);
      i += used;
      if (i == segments_.size()) return assign(*node, key, segments_[i - used].at);
      Entry* entry = node->find(key);
      if (entry == nullptr) {
        drop_excluded(*node, key, Node{}, path_);
        warn_of_new_name(*node, Node{}, key, segments_[i - used].at, path_, diagnostics_);
        Node map;
        map.kind = Node::Kind::kMap;
        map.at = segments_[i - used].at;
        node->entries.push_back({key, segments_[i - used].at, std::move(map)});
        entry = &node->entries.back();
      }
      path_.push_back(key);
      node = &entry->value;
    }
  }

 private:
  // A key may itself hold dots (`choice: {0.5: 30%}`): the fewest segments that make up an existing key, else one.
  std::size_t key_length(const Node& node, std::size_t i) const {
    for (std::size_t n = 1; i + n <= segments_.size(); ++n)
      if (node.find(join(i, n)) != nullptr) return n;
    return 1;
  }
  std::string join(std::size_t begin, std::size_t count) const {
    std::string out = segments_[begin].key;
    for (std::size_t k = 1; k < count; ++k) out += "." + segments_[begin + k].key;
    return out;
  }

  void assign(Node& node, const std::string& key, SourceRange at) {
    Entry* old = node.find(key);
    if (key == "value" && old == nullptr) {
      const auto form = std::find_if(node.entries.begin(), node.entries.end(),
                                     [](const Entry& e) { return names_distribution(e.key); });
      if (form != node.entries.end() && is_value(node, path_)) {
        *form = {key, at, std::move(value_)};
        return;
      }
    }
    if (names_distribution(key) && is_value(node, path_)) {
      std::erase_if(node.entries,
                    [&](const Entry& e) { return e.key != key && (e.key == "value" || names_distribution(e.key)); });
    }
    if (!value_.is_null()) drop_excluded(node, key, value_, path_);
    old = node.find(key);
    if (old != nullptr) {
      if (value_.is_null()) value_.removed = true;
      old->value = std::move(value_);
      old->key_at = at;
    } else {
      if (!value_.is_null()) warn_of_new_name(node, Node{}, key, at, path_, diagnostics_);
      node.entries.push_back({key, at, std::move(value_)});
    }
  }

  Node* item_of(Node& list, const Segment& segment) {
    std::size_t index = 0;
    const char* end = segment.key.data() + segment.key.size();
    const auto [rest, error] = std::from_chars(segment.key.data(), end, index);
    if (error != std::errc{} || rest != end || index >= list.items.size()) {
      diagnostics_.error(
          kBadSetting, segment.at, fmt::format("'{}' is no entry of this list", segment.key), "",
          {list.items.empty() ? "the list is empty" : fmt::format("its entries are 0 to {}", list.items.size() - 1)});
      return nullptr;
    }
    return &list.items[index];
  }

  void report_no_way(std::size_t i) {
    const std::string where = join(0, i);
    diagnostics_.error(kBadSetting, segments_[i].at,
                       fmt::format("'{}' is a value: it has no '{}'", where, segments_[i].key), "",
                       {fmt::format("set '{}' itself, or its value, range, source or note", where)});
  }

  Node& root_;
  std::vector<Segment> segments_;
  Node value_;
  Diagnostics& diagnostics_;
  KeyPath path_;
};

}  // namespace

void apply_setting(Node& root, const std::string& setting, SourceMap& sources, Diagnostics& diagnostics) {
  const std::string text = normal_line_ends(setting);
  const FileId file = sources.add("--set " + text.substr(0, text.find('\n')), text);
  const auto refuse = [&](SourceRange at, const std::string& message) {
    diagnostics.error(kBadSetting, at, message, "",
                      {"write --set KEY=VALUE, for instance --set events.stress.rate=\"2 per year\""});
  };
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return refuse({file, 1, 1, std::max(1, count_characters(text))}, "a setting needs a key and a value");
  }
  std::string key = text.substr(0, equals);
  while (!key.empty() && key.back() == ' ') key.pop_back();
  const std::string value_text = text.substr(equals + 1);
  std::vector<Segment> segments = split_path(key, file);
  for (const Segment& segment : segments)
    if (segment.key.empty()) return refuse(segment.at, "the key of a setting has an empty part");
  if (segments[0].key == "extends") {
    return diagnostics.error(kBadSetting, segments[0].at, "`extends` cannot be set from outside the file");
  }
  if (value_text.find_first_not_of(" \t\n") == std::string::npos) {
    return diagnostics.error(kBadSetting, {file, 1, static_cast<int>(equals) + 1, 1}, "nothing stands behind the '='",
                             "", {fmt::format("to remove an entry write --set {}=null", key)});
  }
  std::optional<Node> value = parse_yaml_value(value_text, file, static_cast<int>(equals) + 2, sources, diagnostics);
  if (!value) return;
  if (!root.is_map()) return;
  Setter(root, std::move(segments), std::move(*value), diagnostics).apply();
}

}  // namespace truce::scenario
