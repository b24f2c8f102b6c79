// What went wrong, in the user's words: one line `! REASON sentence` a violation,
// then a way out where there is one.
#ifndef COFI_CLIENTS_CLI_SENT_FAILURES_H_
#define COFI_CLIENTS_CLI_SENT_FAILURES_H_

#include <functional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/typed/settings.h"
#include "grpcpp/support/status.h"

namespace cofi::cli {

int ExitCodeOf(const grpc::Status& status);

// What the user calls a field of the request: the flag that he gave, the key of his file.
using FieldNames = std::function<std::string(const std::string& path)>;

// Writes the failure of a call; returns its exit code. Fields are called by their paths where
// nothing names them.
int Explain(const grpc::Status& status, const Settings& settings, std::ostream& err,
            const FieldNames& named = nullptr);

// Writes a mistake found before anything was sent; returns kUsage.
int Explain(const absl::Status& mistake, Language language, std::ostream& err);

// Writes what failed here after something was sent; returns kRefused.
int ExplainLate(const absl::Status& failure, Language language, std::ostream& err);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_FAILURES_H_
