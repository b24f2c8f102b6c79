// The services of Cofi, as their protos say (cofi.type.v1.service); nothing else lists them.
#ifndef COFI_CLIENTS_SERVICES_H_
#define COFI_CLIENTS_SERVICES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cofi::clients {

struct Service {
  std::string name;  // `budgets`
  bool keeps_journal;
  // Those that it asks or follows, itself included.
  std::vector<std::string> peers;
  // Of these, those that it only asks.
  std::vector<std::string> asked = {};

  bool Follows(absl::string_view peer) const;
};

// From those that need nobody to those that need others.
const std::vector<Service>& Services();

// Puts them in that order. INVALID_ARGUMENT if one stands there twice, or asks one that is not
// there, or asks in a circle; it may follow itself.
absl::StatusOr<std::vector<Service>> InOrder(std::vector<Service> services);

// The names of those that keep a journal, in the same order.
const std::vector<std::string>& Recorded();

// The name of the journal of a service: `journals/budgets`.
std::string JournalOf(absl::string_view service);

// `budgets` for `journals/budgets`; empty for what has not that form.
std::string ServiceOf(absl::string_view journal);

}  // namespace cofi::clients

#endif  // COFI_CLIENTS_SERVICES_H_
