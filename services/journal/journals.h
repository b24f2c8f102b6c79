// Requests name a journal, `journals/budgets`; who answers finds by it what this process has of
// the service.
#ifndef COFI_SERVICES_JOURNAL_JOURNALS_H_
#define COFI_SERVICES_JOURNAL_JOURNALS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "base/refusal.h"
#include "clients/services.h"

namespace cofi::journal {

// Of `by_service`, that of the service whose journal it is. VALUE_MALFORMED, in the field
// `journal`, if there is none.
template <typename T>
absl::StatusOr<T> FindOf(const std::map<std::string, T>& by_service, const std::string& journal) {
  const auto found = by_service.find(clients::ServiceOf(journal));
  if (found != by_service.end()) return found->second;
  const auto name = [](std::string* out, const auto& each) {
    out->append(clients::JournalOf(each.first));
  };
  return InField("journal",
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", journal}, {"accepted", absl::StrJoin(by_service, ", ", name)}}));
}

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_JOURNALS_H_
