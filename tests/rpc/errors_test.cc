// What callers are told of a refusal, and what only the log has.
#include "services/rpc/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "db/connection.h"

namespace cofi::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Errors, WhatAnEngineSaysIsForTheLogAlone) {
  const std::string statement = "syntax error in SELECT secret FROM expense";
  const absl::Status refusals[] = {
      db::EngineFailed(statement),
      db::EngineFailed(statement, type::v1::REASON_INTERNAL),
      absl::AlreadyExistsError(statement),
      absl::OutOfRangeError(statement),
  };
  for (const absl::Status& status : refusals) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(statement));
    const grpc::Status told = ToGrpc(status, Language::kFrench);
    EXPECT_THAT(told.error_message(), HasSubstr("the database failed"));
    const std::string all = absl::StrCat(told.error_message(), told.error_details());
    EXPECT_THAT(all, Not(HasSubstr("secret")));
    EXPECT_THAT(all, HasSubstr("la base de données est en défaut"));
  }
}

TEST(Errors, WhatCofiSaysItselfIsTold) {
  EXPECT_THAT(ToGrpc(db::StoreFailed("the server is stopping"), Language::kEnglish).error_message(),
              HasSubstr("the server is stopping"));
  EXPECT_THAT(ToGrpc(absl::AbortedError("not now"), Language::kEnglish).error_message(),
              HasSubstr("not now"));
}

}  // namespace
}  // namespace cofi::rpc
