// Every command that writes, once, in an order in which each is granted.
#ifndef COFI_TESTS_FAULTS_COMMANDS_H_
#define COFI_TESTS_FAULTS_COMMANDS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace cofi::faults {

struct Command {
  // `CreateExpense`
  std::string verb;
  // The service that carries it out: `budgets`.
  std::string service;
  std::unique_ptr<google::protobuf::Message> request;  // With a request id of its own.
  std::unique_ptr<google::protobuf::Message> response;
};

// What the script attaches, which must have been uploaded.
inline constexpr absl::string_view kAttached = "%PDF-1.7 of the script";

// The script for a project `id` that is not there yet. CHECKs that each method of
// each service that writes is in it.
std::vector<Command> AllCommands(const std::string& id);

}  // namespace cofi::faults

#endif  // COFI_TESTS_FAULTS_COMMANDS_H_
