#include "db/tables/column.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>

#include "cofi/projects/v1/projects.pb.h"
#include "db/sqlite/sqlite.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/properties.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using db::Column;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Everything that an application has.
Application Full() {
  Application full;
  full.set_name("projects/p/applications/fse");
  full.mutable_create_time()->set_seconds(1'521'763'200);
  full.mutable_create_time()->set_nanos(123'456'000);
  full.set_display_name("Fonds social européen");
  *full.mutable_requested_amount() = Euros(-104'000'01);
  full.set_likelihood_basis_points(6000);
  *full.mutable_expected_decision_date() = On("2018-02-28");
  full.set_state(Application::STATE_AWARDED_CONDITIONALLY);
  full.mutable_agreement_terms()->set_reference("2018-17");
  *full.mutable_agreement_terms()->mutable_signature_date() = On("2018-03-23");
  for (const char* verb : {"SUBMIT", "", "AWARD"}) full.add_history()->set_verb(verb);
  return full;
}

class Columns : public ::testing::Test {
 protected:
  Columns() : sqlite_(db::OpenSqlite(folder_.path() + "/x.sqlite", db::Access::kWrite).value()) {}

  // What is left of a column after it went through the database.
  void Carry(const Column& column, const Message& from, Message* to) {
    ASSERT_THAT(sqlite_->Run("SELECT $1", {column.Read(from)},
                             [&](const db::Row& row) {
                               EXPECT_TRUE(column.Write(row, 0, "EUR", to));
                               return absl::OkStatus();
                             }),
                IsOk());
  }

  void ExpectCarried(const Message& from, const std::string& path) {
    const Column column(from.GetDescriptor(), path);
    const std::unique_ptr<Message> expected(from.New()), to(from.New());
    FieldPath::Find(from.GetDescriptor(), path).Copy(from, expected.get());
    Carry(column, from, to.get());
    EXPECT_TRUE(MessageDifferencer::Equals(*to, *expected))
        << path << ": " << to->DebugString() << "instead of " << expected->DebugString();
  }

  const Folder folder_;
  const std::unique_ptr<db::Connection> sqlite_;
};

const char* const kPaths[] = {"name",
                              "create_time",
                              "display_name",
                              "requested_amount",
                              "likelihood_basis_points",
                              "expected_decision_date",
                              "state",
                              "agreement_terms",
                              "agreement_terms.reference",
                              "agreement_terms.signature_date",
                              "history"};

TEST_F(Columns, CarryAFieldOfEveryKind) {
  for (const char* path : kPaths) ExpectCarried(Full(), path);
}

TEST_F(Columns, CarryWhatIsNotSet) {
  for (const char* path : kPaths) ExpectCarried(Application(), path);
  // Not even a message around it comes to be.
  Application to;
  Carry(Column(Application::descriptor(), "agreement_terms.reference"), Application(), &to);
  EXPECT_FALSE(to.has_agreement_terms());
}

TEST_F(Columns, CarryTheOtherKindsOfFields) {
  projects::v1::CreateProjectRequest request;
  request.set_validate_only(true);
  ExpectCarried(request, "validate_only");
  ExpectCarried(projects::v1::CreateProjectRequest(), "validate_only");

  Grant grant;
  for (const char* account : {"64", "", "indirect"}) grant.add_eligible_accounts(account);
  grant.mutable_rate()->set_basis_points(8000);
  ExpectCarried(grant, "eligible_accounts");
  ExpectCarried(grant, "rate");
  // Set, though there is nothing in it.
  grant.mutable_rate()->Clear();
  ExpectCarried(grant, "rate");
}

TEST_F(Columns, CarryAnAmountOfZeroAsSuch) {
  Application from, to;
  *from.mutable_requested_amount() = Euros(0);
  Carry(Column(Application::descriptor(), "requested_amount"), from, &to);
  EXPECT_TRUE(to.has_requested_amount());
}

TEST_F(Columns, CarryZeroWhereItIsAValue) {
  Application from, to;
  from.set_likelihood_basis_points(0);
  const Column column(Application::descriptor(), "likelihood_basis_points");
  EXPECT_EQ(column.Read(from), db::Value(int64_t{0}));
  EXPECT_EQ(column.Read(Application()), db::Value(db::Null{}));
  Carry(column, from, &to);
  EXPECT_TRUE(to.has_likelihood_basis_points());
}

TEST_F(Columns, CarryAnyValue) {
  EXPECT_TRUE(rc::check("any value is carried", [&] {
    Application from;
    from.set_display_name(*rc::gen::container<std::string>(rc::gen::inRange('\0', '\x7f')));
    *from.mutable_requested_amount() = Euros(*rc::gen::inRange(-kMinorMax, kMinorMax + 1));
    from.set_likelihood_basis_points(*rc::gen::arbitrary<int32_t>());
    from.set_state(*rc::gen::element(Application::STATE_UNSPECIFIED, Application::STATE_DRAFT,
                                     Application::STATE_WITHDRAWN));
    for (const char* path :
         {"display_name", "requested_amount", "likelihood_basis_points", "state"}) {
      ExpectCarried(from, path);
    }
  }));
}

TEST_F(Columns, AreNamedByTheirPathInQuotes) {
  EXPECT_EQ(Column(Receipt::descriptor(), "grant").name(), "\"grant\"");
  EXPECT_EQ(Column(Application::descriptor(), "agreement_terms.reference").name(),
            "\"agreement_terms_reference\"");
}

TEST(ColumnsDeathTest, AreFieldsOfTheirMessage) {
  EXPECT_DEATH(Column(Receipt::descriptor(), "no_such_field"), "has no field no_such_field");
}

// What a person's text is compared as.
absl::StatusOr<db::Value> Parse(absl::string_view path, absl::string_view text) {
  return Column(Application::descriptor(), path).Parse(text);
}

TEST(ColumnValues, AreReadAsTheColumnStoresThem) {
  EXPECT_EQ(Parse("display_name", " * ").value(), db::Value(std::string(" * ")));
  EXPECT_EQ(Parse("requested_amount", "1 234,56 €").value(), db::Value(int64_t{123'456}));
  EXPECT_EQ(Parse("likelihood_basis_points", "-5").value(), db::Value(int64_t{-5}));
  EXPECT_EQ(Parse("expected_decision_date", "23/03/2018").value(),
            db::Value(std::string("2018-03-23")));
  EXPECT_EQ(Parse("state", "in-selection").value(), db::Value(std::string("IN_SELECTION")));
  EXPECT_EQ(Parse("create_time", "2018-03-23T01:00:00.5+01:00").value(),
            db::Value(int64_t{1'521'763'200'500'000}));
  const Column flag(projects::v1::CreateProjectRequest::descriptor(), "validate_only");
  EXPECT_EQ(flag.Parse("true").value(), db::Value(int64_t{1}));
  EXPECT_EQ(flag.Parse("false").value(), db::Value(int64_t{0}));
}

TEST(ColumnValues, ThatTheColumnCannotHaveAreRefused) {
  const struct {
    const char *path, *text;
  } kCases[] = {{"requested_amount", "a lot"},
                {"likelihood_basis_points", "1.5"},
                {"likelihood_basis_points", "12 %"},
                {"expected_decision_date", "2019-02-29"},
                {"state", "AWARDED_TWICE"},
                {"create_time", "yesterday"},
                {"create_time", "2018-03-23"},
                {"history", "SUBMIT"},
                {"likelihood_basis_points", "99999999999999999999"}};
  for (const auto& each : kCases) {
    EXPECT_THAT(Parse(each.path, each.text),
                IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "field", each.path))
        << each.text;
  }
  EXPECT_THAT(Parse("requested_amount", "0.001"), IsReason(type::v1::REASON_AMOUNT_SUB_CENT));
  EXPECT_THAT(Parse("state", "x"), IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "accepted",
                                                EnumNames(Application::State_descriptor())));
}

}  // namespace
}  // namespace cofi
