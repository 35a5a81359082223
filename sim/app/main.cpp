// simulate: the command line around the library, and its exit codes.

#include <fmt/format.h>

#include <malloc.h>
#include <new>

#include "sim/app/commands.hpp"
#include "sim/app/help_text.hpp"
#include "sim/app/signals.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/base/errors.hpp"
#include "sim/results/version.hpp"

namespace {

using namespace truce;

int dispatch(int count, char** texts) {
  const app::Arguments arguments = app::parse_arguments(count, texts);
  switch (arguments.command) {
    case app::Command::kHelp:
      app::print(app::help_text(arguments.help_about));
      return app::kExitDone;
    case app::Command::kVersion:
      app::print(
          fmt::format("simulate {} ({}; vectors {})\n", results::version(), results::build(), results::vectors()));
      return app::kExitDone;
    case app::Command::kCheck:
      return app::check_command(arguments);
    case app::Command::kShow:
      return app::show_command(arguments);
    case app::Command::kExplain:
      return app::explain_command(arguments);
    case app::Command::kCompare:
      return app::compare_command(arguments);
    case app::Command::kSweep:
      return app::sweep_command(arguments);
    case app::Command::kRun:
      return app::run_command(arguments);
  }
  return app::kExitFailed;
}

}  // namespace

int main(int count, char** texts) {
  // A block's columns are freed and wanted again a hundred times a second: keep the pages.
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  app::claim_standard_streams();
  app::install_signal_handlers();
  try {
    return dispatch(count, texts);
  } catch (const app::UsageError& error) {
    app::report(fmt::format("simulate: {}\nTry 'simulate --help'.\n", error.what()));
    return app::kExitWrongInput;
  } catch (const Interrupted&) {
    app::report("simulate: interrupted; nothing half-written is left behind\n");
    return app::kExitInterrupted;
  } catch (const RunError& error) {
    app::report(fmt::format("simulate: {}\n", error.what()));
    return app::kExitFailed;
  } catch (const std::bad_alloc&) {
    app::report("simulate: out of memory; fewer threads, kept paths (--keep-paths) or longer steps need less\n");
    return app::kExitFailed;
  } catch (const std::exception& error) {
    app::report(fmt::format("simulate: {}\n", error.what()));
    return app::kExitFailed;
  }
}
