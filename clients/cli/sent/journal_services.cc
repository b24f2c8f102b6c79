#include "clients/cli/sent/journal_services.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/sent/words_failures.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/methods.h"

namespace cofi::cli {

bool IsJournalService(absl::string_view name) {
  return std::count(std::begin(kJournalServices), std::end(kJournalServices), name) > 0;
}

Flag ServiceFlag() {
  Flag flag{"service", absl::StrJoin(kJournalServices, "|"), words::kServiceHelp, {}};
  flag.repeated = true;
  return flag;
}

absl::StatusOr<std::vector<std::string>> ServicesOf(const Arguments& arguments, Language language) {
  const auto given = arguments.flags.find("service");
  if (given == arguments.flags.end()) {
    return std::vector<std::string>(std::begin(kJournalServices), std::end(kJournalServices));
  }
  for (const std::string& service : given->second) {
    if (IsJournalService(service)) continue;
    return Mistake(words::kNotOneOf, language, "--service", service,
                   absl::StrJoin(kJournalServices, ", "));
  }
  return given->second;
}

std::shared_ptr<grpc::Channel> ChannelTo(Session& session, absl::string_view service) {
  return session.ChannelTo(absl::StrCat("cofi.", service, ".v1"));
}

std::string PathOf(const Message& request) {
  return clients::PathOf(clients::MethodOf(request.GetDescriptor()));
}

}  // namespace cofi::cli
