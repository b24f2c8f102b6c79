#include "clients/cli/sent/failures.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/refusal.h"
#include "base/text.h"
#include "clients/cli/sent/words_failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/words.h"
#include "clients/peer.h"
#include "google/rpc/error_details.pb.h"

namespace cofi::cli {
namespace {

// The details that Cofi's servers send with a refusal.
struct Refusal {
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest fields;
  google::rpc::LocalizedMessage sentence;
};

Refusal RefusalIn(const grpc::Status& status) {
  Refusal refusal;
  const google::rpc::Status details = clients::DetailsOf(status);
  for (const google::protobuf::Any& detail : details.details()) {
    if (!detail.UnpackTo(&refusal.info) && !detail.UnpackTo(&refusal.fields)) {
      detail.UnpackTo(&refusal.sentence);
    }
  }
  return refusal;
}

// `NOT_FOUND`, for an error that carries no reason.
std::string CodeName(grpc::StatusCode code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

bool TookTooLong(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
}

// `10 s`, `1 min 30 s`
std::string DurationText(absl::Duration duration) {
  if (duration < absl::Seconds(1)) {
    return absl::StrCat(absl::ToInt64Milliseconds(duration), " ms");
  }
  const int64_t seconds = absl::ToInt64Seconds(duration);
  const std::string rest = seconds % 60 == 0 ? "" : absl::StrCat(seconds % 60, " s");
  if (seconds < 60) return rest;
  return absl::StrCat(seconds / 60, " min", rest.empty() ? "" : " ", rest);
}

std::string SentenceOf(const grpc::Status& status, const Refusal& refusal,
                       const Settings& settings) {
  if (!refusal.sentence.message().empty()) return refusal.sentence.message();
  if (!refusal.info.reason().empty()) return Describe(refusal.info, settings.language);
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return Say(words::kElsewhere, settings.language, settings.server);
  }
  if (ExitCodeOf(status) != kUnreachable) return status.error_message();
  return TookTooLong(status)
             ? Say(words::kSlow, settings.language, settings.server, DurationText(settings.timeout))
             : Say(words::kUnreachable, settings.language, settings.server);
}

std::string HintFor(const grpc::Status& status, const Settings& settings) {
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return words::kElsewhereHint.In(settings.language);
  }
  switch (ExitCodeOf(status)) {
    case kUnreachable:
      return (TookTooLong(status) ? words::kSlowHint : words::kUnreachableHint)
          .In(settings.language);
    case kNotAllowed:
      return Say(words::kNotAllowedHint, settings.language, settings.principal);
    default:
      return "";
  }
}

void Debug(const grpc::Status& status, std::ostream& err) {
  err << "  " << CodeName(status.error_code()) << ": " << Quoted(status.error_message()) << "\n";
  const google::rpc::Status details = clients::DetailsOf(status);
  for (const google::protobuf::Any& detail : details.details()) {
    err << "  " << Printable(detail.ShortDebugString()) << "\n";
  }
}

}  // namespace

int ExitCodeOf(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return kDone;
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return kUnreachable;
    case grpc::StatusCode::UNAVAILABLE:
      return RefusalIn(status).info.reason().empty() ? kUnreachable : kRefused;
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
      return kNotAllowed;
    case grpc::StatusCode::NOT_FOUND:
      return kNotFound;
    default:
      return kRefused;
  }
}

int Explain(const grpc::Status& status, const Settings& settings, std::ostream& err,
            const FieldNames& named) {
  const Refusal refusal = RefusalIn(status);
  // The server speaks of a field of the request, and begins with it.
  const auto in_words = [&](absl::string_view sentence) {
    for (const auto& violation : refusal.fields.field_violations()) {
      absl::string_view rest = sentence;
      if (named != nullptr && absl::ConsumePrefix(&rest, violation.field())) {
        return Quoted(absl::StrCat(named(violation.field()), rest));
      }
    }
    return Quoted(sentence);
  };
  const std::string reason =
      refusal.info.reason().empty() ? CodeName(status.error_code()) : refusal.info.reason();
  if (refusal.fields.field_violations_size() > 1) {
    for (const auto& violation : refusal.fields.field_violations()) {
      // It begins with its own reason: `FIELD_REQUIRED: expense.line is required`.
      const std::pair<absl::string_view, absl::string_view> parts =
          absl::StrSplit(violation.description(), absl::MaxSplits(": ", 1));
      err << "! " << Quoted(parts.first) << " " << in_words(parts.second) << "\n";
    }
  } else {
    err << "! " << Quoted(reason) << " " << in_words(SentenceOf(status, refusal, settings)) << "\n";
  }
  if (const std::string hint = HintFor(status, settings); !hint.empty()) {
    err << "  " << hint << "\n";
  }
  if (settings.debug) Debug(status, err);
  return ExitCodeOf(status);
}

int Explain(const absl::Status& mistake, Language language, std::ostream& err) {
  const auto violations = ViolationsOf(mistake);
  if (violations.empty()) err << "! " << mistake.message() << "\n";
  for (const google::rpc::ErrorInfo& violation : violations) {
    err << "! " << violation.reason() << " " << Describe(violation, language) << "\n";
  }
  return kUsage;
}

int ExplainLate(const absl::Status& failure, Language language, std::ostream& err) {
  Explain(failure, language, err);
  return kRefused;
}

}  // namespace cofi::cli
