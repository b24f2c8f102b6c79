// `cofi`, the command line.

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <ostream>
#include <string>
#include <vector>

#include "base/standard_streams.h"
#include "clients/cli/printed/output.h"
#include "clients/cli/run.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/words.h"

int main(int argc, char** argv) {
  cofi::HoldStandardStreams();
  const std::vector<std::string> args(argv + 1, argv + argc);
  const cofi::cli::Environment environment = cofi::cli::ThisProcess();
  cofi::cli::Output output(STDOUT_FILENO);
  std::ostream out(&output);
  const int code = cofi::cli::Run(args, environment, out, std::cerr);
  out.flush();
  if (output.error() == 0) return code;
  // What was printed is not all there. What was wrong before matters more; that nobody reads on
  // is told as a shell tells it of others.
  if (output.error() == EPIPE) return code != 0 ? code : 128 + SIGPIPE;
  const cofi::Language language = cofi::cli::LanguageOf(args, environment);
  const int late = cofi::cli::ExplainLate(
      cofi::cli::CannotWrite("stdout", output.error(), language), language, std::cerr);
  return code != 0 ? code : late;
}
