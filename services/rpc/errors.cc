#include "services/rpc/errors.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace cofi::rpc {
namespace {

constexpr size_t kTextMax = 400;
constexpr int kViolationsMax = 10;
// The trailers of a call take 8 kB, and all else that stands in them is bounded by
// kTextMax.
constexpr size_t kFieldsMax = 2'000;

// Cut between characters: half of one would not be UTF-8.
std::string Short(std::string text) {
  if (text.size() <= kTextMax) return text;
  size_t end = kTextMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "…");
}

bool RetryHelps(const absl::Status& status) {
  return absl::IsResourceExhausted(status) || absl::IsUnavailable(status);
}

// Without what the engine of the database says, which is in the log.
absl::Status Told(const absl::Status& status) {
  std::vector<google::rpc::ErrorInfo> violations = ViolationsOf(status);
  if (violations.empty()) {
    // Only an engine refuses so; and what it says is a statement's affair.
    const bool engine = absl::IsAlreadyExists(status) || absl::IsOutOfRange(status);
    return Refuse(type::v1::REASON_INTERNAL,
                  {{"detail", engine ? "the database failed" : std::string(status.message())}});
  }
  const bool engine = violations[0].mutable_metadata()->erase("engine") > 0;
  return engine ? RefusalOf(violations[0]) : status;
}

}  // namespace

google::rpc::Status RefusalTo(const absl::Status& status, Language language) {
  google::rpc::Status details;
  if (status.ok()) return details;
  const absl::Status known = Told(status);
  details.set_code(static_cast<int>(known.code()));
  details.set_message(Short(Describe(known, Language::kEnglish)));

  std::vector<google::rpc::ErrorInfo> violations = ViolationsOf(known);
  if (violations.size() > kViolationsMax) violations.resize(kViolationsMax);
  google::rpc::BadRequest bad_request;
  for (google::rpc::ErrorInfo& violation : violations) {
    for (auto& [key, value] : *violation.mutable_metadata()) value = Short(std::move(value));
    const auto field = violation.metadata().find("field");
    if (field == violation.metadata().end()) continue;
    auto* each = bad_request.add_field_violations();
    each->set_field(field->second);
    each->set_description(
        absl::StrCat(violation.reason(), ": ", Short(Describe(violation, language))));
  }
  while (bad_request.ByteSizeLong() > kFieldsMax) {
    bad_request.mutable_field_violations()->RemoveLast();
  }
  details.add_details()->PackFrom(violations[0]);
  if (bad_request.field_violations_size() > 0) details.add_details()->PackFrom(bad_request);

  google::rpc::LocalizedMessage localized;
  localized.set_locale(std::string(TagOf(language)));
  localized.set_message(Short(Describe(known, language)));
  details.add_details()->PackFrom(localized);

  if (RetryHelps(known)) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_nanos(200'000'000);
    details.add_details()->PackFrom(retry);
  }
  return details;
}

grpc::Status ToGrpc(const absl::Status& status, Language language) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status details = RefusalTo(status, language);
  return grpc::Status(static_cast<grpc::StatusCode>(details.code()), details.message(),
                      details.SerializeAsString());
}

}  // namespace cofi::rpc
