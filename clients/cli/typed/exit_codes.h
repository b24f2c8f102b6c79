// What `cofi` says to a script.
#ifndef COFI_CLIENTS_CLI_TYPED_EXIT_CODES_H_
#define COFI_CLIENTS_CLI_TYPED_EXIT_CODES_H_

namespace cofi::cli {

enum ExitCode {
  kDone = 0,
  kRefused = 1,
  kUsage = 2,  // refused by `cofi` itself, nothing was sent
  kUnreachable = 3,
  kNotAllowed = 4,
  kNotFound = 5,
  kFound = 10,  // a report with `--fail-if-any`, and it lists something
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_EXIT_CODES_H_
