// What became of resources and of requests, in the format asked.
#ifndef COFI_CLIENTS_CLI_PRINTED_HISTORY_TEXT_H_
#define COFI_CLIENTS_CLI_PRINTED_HISTORY_TEXT_H_

#include <string>
#include <vector>

#include "clients/cli/typed/settings.h"
#include "cofi/journal/v1/history.pb.h"

namespace cofi::cli {

// A change, and whose journal it is in.
struct HistoryLine {
  std::string service;
  journal::v1::HistoryEntry entry;
};

// The changes in the format asked: as a table and as CSV, a line for each field
// that changed.
std::string HistoryText(const std::vector<HistoryLine>& lines, const Settings& settings);

// The outcome with its answer, in the format asked.
std::string OutcomeText(const journal::v1::RequestOutcome& outcome, const Settings& settings);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_HISTORY_TEXT_H_
