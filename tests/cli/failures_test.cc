#include "clients/cli/sent/failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/refusal.h"
#include "clients/cli/typed/exit_codes.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;

grpc::Status Refused(grpc::StatusCode code, const std::string& reason, const std::string& sentence,
                     const std::vector<std::string>& fields = {}) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("cofi.dev");
  details.add_details()->PackFrom(info);
  google::rpc::BadRequest bad;
  for (const std::string& field : fields) bad.add_field_violations()->set_description(field);
  if (!fields.empty()) details.add_details()->PackFrom(bad);
  google::rpc::LocalizedMessage localized;
  localized.set_message(sentence);
  details.add_details()->PackFrom(localized);
  return grpc::Status(code, "in English", details.SerializeAsString());
}

std::string Told(const grpc::Status& status, bool debug = false,
                 Language language = Language::kEnglish) {
  Settings settings;
  settings.server = "unix:/s";
  settings.debug = debug;
  settings.language = language;
  std::ostringstream err;
  Explain(status, settings, err);
  return err.str();
}

TEST(Failures, AreOneLineInTheUsersWords) {
  EXPECT_EQ(Told(Refused(grpc::StatusCode::FAILED_PRECONDITION, "INSUFFICIENT_FUNDS",
                         "62 : 400,00 € disponibles")),
            "! INSUFFICIENT_FUNDS 62 : 400,00 € disponibles\n");
}

TEST(Failures, FieldsHaveALineEach) {
  EXPECT_EQ(Told(Refused(grpc::StatusCode::INVALID_ARGUMENT, "FIELD_REQUIRED", "both",
                         {"FIELD_REQUIRED: line is required", "VALUE_MALFORMED: x is \"y: z\""})),
            "! FIELD_REQUIRED line is required\n! VALUE_MALFORMED x is \"y: z\"\n");
}

// The field that the sentence begins with, and no other.
TEST(Failures, CallAFieldAsTheUserDid) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  info.set_reason("FIELD_REQUIRED");
  details.add_details()->PackFrom(info);
  google::rpc::BadRequest bad;
  for (const char* field : {"expense.line", "expense.supplier"}) {
    auto* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description(std::string("FIELD_REQUIRED: ") + field + " is required");
  }
  const auto told = [&] {
    google::rpc::Status all = details;
    all.add_details()->PackFrom(bad);
    google::rpc::LocalizedMessage localized;
    localized.set_message("expense.line is required, not expense.line");
    all.add_details()->PackFrom(localized);
    std::ostringstream err;
    Explain(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "", all.SerializeAsString()),
            Settings(), err, [](const std::string& path) { return "--" + path.substr(8); });
    return err.str();
  };
  EXPECT_EQ(told(),
            "! FIELD_REQUIRED --line is required\n! FIELD_REQUIRED --supplier is required\n");
  bad.mutable_field_violations()->RemoveLast();
  EXPECT_EQ(told(), "! FIELD_REQUIRED --line is required, not expense.line\n");
}

TEST(Failures, SayHowLongTheyWaited) {
  const auto told = [](absl::Duration timeout) {
    Settings settings;
    settings.server = "unix:/s";
    settings.timeout = timeout;
    std::ostringstream err;
    Explain(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, ""), settings, err);
    return err.str();
  };
  EXPECT_THAT(told(absl::Milliseconds(1)), HasSubstr("unix:/s did not answer within 1 ms\n"));
  EXPECT_THAT(told(absl::Seconds(10)), HasSubstr("unix:/s did not answer within 10 s\n"));
  EXPECT_THAT(told(absl::Minutes(1)), HasSubstr("unix:/s did not answer within 1 min\n"));
  EXPECT_THAT(told(absl::Seconds(90)), HasSubstr("unix:/s did not answer within 1 min 30 s\n"));
}

TEST(Failures, AnUnreachableServerHasAHint) {
  const std::string told = Told(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connect: refused"));
  EXPECT_THAT(told, HasSubstr("! UNAVAILABLE no server answers at unix:/s\n"));
  EXPECT_THAT(told, HasSubstr("--server"));
}

TEST(Failures, DebugShowsAll) {
  const std::string told =
      Told(Refused(grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "absent"), true);
  EXPECT_THAT(told, HasSubstr("NOT_FOUND: in English"));
  EXPECT_THAT(told, HasSubstr("google.rpc.ErrorInfo"));
}

TEST(Failures, CannotMoveTheCursor) {
  EXPECT_EQ(Told(grpc::Status(grpc::StatusCode::INTERNAL, "bad\x1b[2J\nnews")),
            "! INTERNAL bad [2J news\n");
}

TEST(ExitCodes, SayWhatKind) {
  using Code = grpc::StatusCode;
  EXPECT_EQ(ExitCodeOf(grpc::Status::OK), kDone);
  EXPECT_EQ(ExitCodeOf(Refused(Code::INVALID_ARGUMENT, "FIELD_REQUIRED", "")), kRefused);
  EXPECT_EQ(ExitCodeOf(Refused(Code::FAILED_PRECONDITION, "VERB_NOT_ALLOWED", "")), kRefused);
  EXPECT_EQ(ExitCodeOf(Refused(Code::NOT_FOUND, "RESOURCE_NOT_FOUND", "")), kNotFound);
  EXPECT_EQ(ExitCodeOf(grpc::Status(Code::PERMISSION_DENIED, "")), kNotAllowed);
  EXPECT_EQ(ExitCodeOf(grpc::Status(Code::UNAUTHENTICATED, "")), kNotAllowed);
  EXPECT_EQ(ExitCodeOf(grpc::Status(Code::UNAVAILABLE, "")), kUnreachable);
  EXPECT_EQ(ExitCodeOf(Refused(Code::UNAVAILABLE, "PEER_UNAVAILABLE", "")), kRefused);
  EXPECT_EQ(ExitCodeOf(grpc::Status(Code::DEADLINE_EXCEEDED, "")), kUnreachable);
}

TEST(Mistakes, HaveNoReasonUnlessTheBaseGaveOne) {
  std::ostringstream err;
  EXPECT_EQ(Explain(absl::InvalidArgumentError("--x is not a flag"), Language::kEnglish, err),
            kUsage);
  Explain(InField("--amount", Refuse(type::v1::REASON_AMOUNT_SUB_CENT, {{"value", "1.234"}})),
          Language::kFrench, err);
  EXPECT_EQ(err.str(),
            "! --x is not a flag\n! AMOUNT_SUB_CENT --amount vaut 1.234 ; un montant a deux"
            " décimales\n");
}

}  // namespace
}  // namespace cofi::cli
