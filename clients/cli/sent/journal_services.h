// The services that keep a journal, each asked at its own address.
#ifndef COFI_CLIENTS_CLI_SENT_JOURNAL_SERVICES_H_
#define COFI_CLIENTS_CLI_SENT_JOURNAL_SERVICES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/fields.h"
#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "grpcpp/channel.h"

namespace cofi::cli {

bool IsJournalService(absl::string_view name);

// `--service`, as often as there are services.
Flag ServiceFlag();
// Those that it names, all when it was not given. INVALID_ARGUMENT, in the user's
// language, if one is none.
absl::StatusOr<std::vector<std::string>> ServicesOf(const Arguments& arguments, Language language);

// The channel to the server of a service.
std::shared_ptr<grpc::Channel> ChannelTo(Session& session, absl::string_view service);

// The path of the method that takes `request`.
std::string PathOf(const Message& request);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_JOURNAL_SERVICES_H_
