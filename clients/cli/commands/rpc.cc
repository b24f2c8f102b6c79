#include "clients/cli/commands/rpc.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "clients/cli/commands/words_operators.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/transfer.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/methods.h"
#include "google/protobuf/util/json_util.h"

namespace cofi::cli {
namespace {

absl::Status NoneOf(const Text& sentence, const std::string& given,
                    const std::vector<std::string>& names, Language language) {
  return absl::InvalidArgumentError(Say(sentence, language, given, absl::StrJoin(names, ", ")) +
                                    DidYouMean(given, names, language));
}

// The method that `target`, `package.Service/Method`, names.
absl::StatusOr<const MethodDescriptor*> FindMethod(const std::string& target, Language language) {
  const size_t slash = target.rfind('/');
  const size_t begin = target.rfind('/', 0) == 0 ? 1 : 0;
  if (slash == target.npos || slash < begin) {
    return Mistake(words::kNameNotOfForm, language, target, "SERVICE/METHOD");
  }
  const std::string service_name = target.substr(begin, slash - begin);
  const std::string method_name = target.substr(slash + 1);
  std::vector<std::string> services, methods;
  for (const auto* service : clients::AllServices()) {
    if (!clients::IsInternal(service->file())) services.push_back(service->full_name());
    if (service->full_name() != service_name) continue;
    if (const MethodDescriptor* method = service->FindMethodByName(method_name)) return method;
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i)->name());
  }
  return methods.empty() ? NoneOf(words::kUnknownService, service_name, services, language)
                         : NoneOf(words::kUnknownMethod, method_name, methods, language);
}

// `{…}`, `@file` or `-`; nothing is an empty message.
absl::StatusOr<std::string> DataOf(const Arguments& arguments, Language language) {
  const std::string data = arguments.Value("data");
  if (data.empty()) return "{}";
  if (data == "-") return ReadInput("-", language);
  if (data[0] == '@') return ReadInput(data.substr(1), language);
  return data;
}

}  // namespace

std::vector<Flag> RpcFlags() { return {{"data", "JSON", words::kDataHelp, {"d"}}}; }

int RunRpc(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  const auto mistake = [&](const absl::Status& status) {
    return Explain(status, language, session.err());
  };
  const auto data = DataOf(arguments, language);
  if (!data.ok()) return mistake(data.status());

  const auto method = FindMethod(arguments.words[0], language);
  if (!method.ok()) return mistake(method.status());
  if ((*method)->client_streaming()) {
    return mistake(Mistake(words::kStreamOfRequests, language, (*method)->full_name()));
  }

  const std::unique_ptr<Message> request = NewMessage((*method)->input_type());
  const std::unique_ptr<Message> response = NewMessage((*method)->output_type());
  if (const auto parsed = google::protobuf::util::JsonStringToMessage(*data, request.get());
      !parsed.ok()) {
    return mistake(Mistake(words::kBadJson, language, (*method)->input_type()->full_name(),
                           absl::string_view(parsed.message().data(), parsed.message().size())));
  }
  if (const absl::Status size = CheckSize(*request, language); !size.ok()) return mistake(size);

  bool replayed = false;
  const grpc::Status status = Download(
      session.ChannelTo((*method)->full_name()), session.settings(), clients::PathOf(*method),
      *request, response.get(),
      [&] {
        google::protobuf::util::JsonPrintOptions options;
        options.add_whitespace = !(*method)->server_streaming();
        options.preserve_proto_field_names = true;
        std::string json;
        if (!google::protobuf::util::MessageToJsonString(*response, &json, options).ok()) {
          json = response->ShortDebugString();
        }
        session.out() << json << (options.add_whitespace ? "" : "\n") << std::flush;
        return grpc::Status::OK;
      },
      &replayed);
  if (replayed) SayReplayed(session);
  return status.ok() ? kDone : Explain(status, session.settings(), session.err());
}

}  // namespace cofi::cli
