// What went wrong, in the user's words: one line `! REASON sentence` a violation,
// then a way out where there is one.
#ifndef COFI_CLIENTS_CLI_SENT_FAILURES_H_
#define COFI_CLIENTS_CLI_SENT_FAILURES_H_

#include <ostream>

#include "absl/status/status.h"
#include "clients/cli/typed/settings.h"
#include "grpcpp/support/status.h"

namespace cofi::cli {

int ExitCodeOf(const grpc::Status& status);

// Writes the failure of a call; returns its exit code.
int Explain(const grpc::Status& status, const Settings& settings, std::ostream& err);

// Writes a mistake found before anything was sent; returns kUsage.
int Explain(const absl::Status& mistake, Language language, std::ostream& err);

// Writes what failed here after something was sent; returns kRefused.
int ExplainLate(const absl::Status& failure, Language language, std::ostream& err);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_FAILURES_H_
