// Where numbers come from (2-scenario-language.md, 2.1).
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/read_nouns.hpp"

namespace truce::scenario {

void read_sources(Context& context, const Entry& section, Scenario& out) {
  for_each_entry(context, section, "a map of named sources", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "a source");
    context.reserve(entry.key, entry.key_at, "a source", {"judgement"});
    Section source(context, entry.value, "sources." + entry.key, fmt::format("source '{}'", entry.key), entry.key_at);
    if (!source.is_map() || report_if_empty(context, entry)) return;
    SourceSpec spec;
    spec.key = {entry.key, entry.key_at};
    spec.title = source.text("title");
    spec.date = source.text("date");
    spec.url = source.text("url");
    spec.note = source.text("note");
    source.finish();
    out.sources.push_back(std::move(spec));
  });
}

}  // namespace truce::scenario
