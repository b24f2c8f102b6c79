#include "tests/installations/refusals.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/fields.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "google/rpc/error_details.pb.h"

namespace cofi::end_to_end {
namespace {

// 8 kB are what clients take in trailers; the code, message and details share it.
constexpr size_t kErrorBytesMax = 8 << 10;

std::string CodeOf(const grpc::Status& status) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(status.error_code()));
}

}  // namespace

std::string Plain(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\u202f", " "}, {"\u00a0", " "}});
}

::testing::Matcher<std::string> Reads(const std::string& sentence) {
  absl::string_view beginning = sentence;
  if (!absl::ConsumeSuffix(&beginning, "…")) return sentence;
  return ::testing::StartsWith(std::string(beginning));
}

std::string Said(const grpc::Status& status, Language language) {
  if (status.ok()) return "OK";
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest fields;
  google::rpc::LocalizedMessage sentence;
  int infos = 0;
  const google::rpc::Status details = clients::DetailsOf(status);
  for (const google::protobuf::Any& detail : details.details()) {
    infos += detail.UnpackTo(&info) ? 1 : 0;
    detail.UnpackTo(&fields);
    detail.UnpackTo(&sentence);
  }
  const std::string said = absl::StrCat(CodeOf(status), " ", info.reason());
  if (infos != 1) return absl::StrCat(said, "has ", infos, " ErrorInfo: ", status.error_message());
  if (info.domain() != "cofi.dev") return absl::StrCat(said, " has domain ", info.domain());
  if (details.code() != status.error_code()) return said + " has another code in its details";
  if (details.message() != status.error_message()) return said + " has another message inside";
  if (sentence.locale() != (language == Language::kFrench ? "fr" : "en")) {
    return absl::StrCat(said, " speaks ", sentence.locale());
  }
  if (status.error_details().size() + status.error_message().size() > kErrorBytesMax) {
    return said + " is too long";
  }
  std::string names;
  for (const auto& violation : fields.field_violations()) {
    absl::StrAppend(&names, " ", violation.field());
    absl::string_view description = violation.description();
    if (fields.field_violations_size() == 1 &&
        (!absl::ConsumePrefix(&description, info.reason() + ": ") ||
         description != sentence.message())) {
      return absl::StrCat(said, " describes its field as ", violation.description());
    }
  }
  return absl::StrCat(said, names, ": ", Plain(sentence.message()));
}

void ExpectRefused(const Installation& cofi, const google::protobuf::Message& request,
                   const Refusal& refusal) {
  const auto before = cofi.books().Contents();
  const auto* method = clients::MethodOf(request.GetDescriptor());
  const std::unique_ptr<google::protobuf::Message> response = NewMessage(method->output_type());
  const std::string head = absl::StrCat(refusal.code, " ", refusal.reason,
                                        refusal.field.empty() ? "" : " ", refusal.field, ": ");
  EXPECT_THAT(Said(cofi.Call(request, response.get())), Reads(head + refusal.english));
  const std::string french =
      Said(cofi.Call(request, response.get(), Language::kFrench), Language::kFrench);
  EXPECT_THAT(french, Reads(head + refusal.french));
  // Also where the expectation does not repeat it.
  EXPECT_THAT(french, ::testing::Not(::testing::ContainsRegex(
                          "accepté : .*\\b(the|of|or|each|once|with|up to|such as)\\b")));
  EXPECT_EQ(cofi.books().Contents(), before);
}

}  // namespace cofi::end_to_end
