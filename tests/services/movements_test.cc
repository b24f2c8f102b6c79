// What was moved in a period, as the budgets service tells it, against the movements of its ledger.
//
//   RC_PARAMS="seed=7 max_success=1000" build/release/tests/service_stores_test
//       --gtest_filter='*Movements*'
#include "services/budgets/movements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "services/budgets/contributions.h"
#include "services/budgets/ledger.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "tests/reasons.h"
#include "tests/services/budget_books.h"
#include "tests/services/facts.h"
#include "tests/services/scratch_service.h"

namespace cofi::budgets {
namespace {

using internal::v1::ReadFactsRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Before main, because rapidcheck reads its parameters at the first property.
const int kSeeded = setenv("RC_PARAMS", "seed=2018 max_success=20 noshrink=1", /*overwrite=*/0);

class Movements : public ::testing::Test {
 protected:
  Movements() {
    books_.Spend("2016-12-31", "62", "d", 100'00, 0, "2016-12-31");
    books_.Spend("2017-01-31", "62", "", 0, 10'00, "2017-02-01");
    books_.Spend("2017-02-01", "62", "d", 1'00, 0, "2017-02-01");
    books_.Receive("2017-02-10", "d", 50'00);
    books_.Spend("2017-02-15", "61", "e", 2'00, 3'00, "2017-02-15");
    books_.Order("2017-02-20", "61", 32'00);
    books_.Spend("2017-02-28", "62", "d", 4'00);
    books_.Spend("2018-03-23", "62", "d", 16'00);
  }

  Books books_;
};

TEST_F(Movements, OfWholeMonthsAndBeforeThem) {
  const Question february = {.from = "2017-02-01", .to = "2017-02-28"};
  EXPECT_THAT(
      books_.Moved(february),
      ElementsAre("/d: received=5000", "61/: committed=3200 spent=300 paid=300",
                  "61/e: spent=200 paid=200", "62/: paid=1000", "62/d: spent=500 paid=100"));
  EXPECT_THAT(books_.MovedBefore(february),
              ElementsAre("62/: spent=1000", "62/d: spent=10000 paid=10000"));
  EXPECT_THAT(books_.Moved({.from = "2017-01-01", .to = "2017-12-31"}),
              ElementsAre("/d: received=5000", "61/: committed=3200 spent=300 paid=300",
                          "61/e: spent=200 paid=200", "62/: spent=1000 paid=1000",
                          "62/d: spent=500 paid=100"));
}

TEST_F(Movements, OfPartsOfMonths) {
  EXPECT_THAT(
      books_.Moved({.from = "2017-01-31", .to = "2017-02-14"}),
      ElementsAre("/d: received=5000", "62/: spent=1000 paid=1000", "62/d: spent=100 paid=100"))
      << "two months, none whole";
  EXPECT_THAT(books_.Moved({.from = "2016-12-31", .to = "2017-02-27"}),
              ElementsAre("/d: received=5000", "61/: committed=3200 spent=300 paid=300",
                          "61/e: spent=200 paid=200", "62/: spent=1000 paid=1000",
                          "62/d: spent=10100 paid=10100"))
      << "a whole one between two that are not";
  EXPECT_THAT(books_.MovedBefore({.from = "2017-02-15"}),
              ElementsAre("/d: received=5000", "62/: spent=1000 paid=1000",
                          "62/d: spent=10100 paid=10100"));
}

TEST_F(Movements, OfADay) {
  EXPECT_THAT(books_.Moved({.from = "2017-02-28", .to = "2017-02-28"}),
              ElementsAre("62/d: spent=400"));
  EXPECT_THAT(books_.Moved({.from = "2017-03-01", .to = "2017-03-01"}), IsEmpty());
}

TEST_F(Movements, InKindOnBothOfItsLines) {
  const auto given = FromText<v1::Contribution>(R"pb(
    name: "projects/p/contributions/k"
    etag: "999"
    line: "projects/p/lines/864"
    source_line: "projects/p/lines/87"
    contribution_date { year: 2017 month: 2 day: 3 }
    amount { currency_code: "EUR" units: 63 }
  )pb");
  books_.Do([&](db::Transaction& tx) { return OnContributionCreated(tx, given); });
  EXPECT_THAT(books_.Moved({.from = "2017-02-03", .to = "2017-02-03"}),
              ElementsAre("864/: in_kind=6300", "87/: in_kind=6300"));
}

TEST_F(Movements, WithoutAnEnd) {
  EXPECT_THAT(books_.Moved({.from = "2017-02-16"}),
              ElementsAre("61/: committed=3200", "62/d: spent=2000"));
  EXPECT_THAT(books_.Moved({.to = "2017-01-31"}),
              ElementsAre("62/: spent=1000", "62/d: spent=10000 paid=10000"));
  EXPECT_THAT(books_.MovedBefore({.to = "2017-01-31"}), IsEmpty());
  EXPECT_THAT(books_.Moved({}),
              ElementsAre("/d: received=5000", "61/: committed=3200 spent=300 paid=300",
                          "61/e: spent=200 paid=200", "62/: spent=1000 paid=1000",
                          "62/d: spent=12100 paid=10100"));
}

TEST_F(Movements, EndWithTheDayOfTheFacts) {
  EXPECT_THAT(books_.Moved({.from = "2017-02-28", .to = "2019-12-31", .as_of = "2018-03-22"}),
              ElementsAre("62/d: spent=400"));
  const Question later = {.from = "2018-06-15", .as_of = "2017-01-31"};
  EXPECT_THAT(books_.Moved(later), IsEmpty());
  EXPECT_THAT(books_.MovedBefore(later),
              ElementsAre("62/: spent=1000", "62/d: spent=10000 paid=10000"));
}

TEST_F(Movements, OfEachYear) {
  EXPECT_THAT(books_.Moved({.from = "2016-12-31", .to = "2018-12-31", .by_year = true}),
              ElementsAre("/d 2017: received=5000", "61/ 2017: committed=3200 spent=300 paid=300",
                          "61/e 2017: spent=200 paid=200", "62/ 2017: spent=1000 paid=1000",
                          "62/d 2016: spent=10000 paid=10000", "62/d 2017: spent=500 paid=100",
                          "62/d 2018: spent=1600"));
}

// A year is called after the one in which it begins.
TEST_F(Movements, OfEachFiscalYear) {
  const Texts moved = books_.Moved({.by_year = true, .start_month = 12});
  EXPECT_THAT(moved, ::testing::Contains("62/d 2016: spent=10500 paid=10100"));
  EXPECT_THAT(moved, ::testing::Contains("62/d 2017: spent=1600"));
}

TEST_F(Movements, AreNotThereUnlessTheyAreAskedFor) {
  ReadFactsRequest request;
  request.set_name(kProject);
  EXPECT_THAT(books_.Ask(request).movements(), IsEmpty());
}

TEST_F(Movements, OfAnotherProjectAreItsOwn) {
  ReadFactsRequest request = Books::RequestOf({.from = "2017-02-01"});
  request.set_name("projects/q");
  EXPECT_THAT(books_.Ask(request).movements(), IsEmpty());
  EXPECT_THAT(books_.Ask(request).movements_before(), IsEmpty());
}

TEST_F(Movements, ThatSumToNothingAreLeftOut) {
  const std::string name = books_.Spend("2017-05-10", "61", "e", 7'00);
  ASSERT_THAT(books_.Reverse(name, "2017-05-20"), IsOk());
  EXPECT_THAT(books_.Moved({.from = "2017-05-01", .to = "2017-05-31"}), IsEmpty());
  EXPECT_THAT(books_.Moved({.from = "2017-05-11", .to = "2017-05-31"}),
              ElementsAre("61/e: spent=-700"));
}

// What was known before the last was recorded.
TEST_F(Movements, WereKnownAtAMoment) {
  const int64_t before = books_.Sequence();
  const absl::Time then = absl::Now();
  absl::SleepFor(absl::Milliseconds(1));
  books_.Spend("2017-02-02", "62", "d", 9'00);
  const Question february = {.from = "2017-02-01", .to = "2017-02-28", .as_of = "2018-03-23"};
  EXPECT_THAT(books_.Moved(february), ::testing::Contains("62/d: spent=1400 paid=100"));
  ReadFactsRequest request = Books::RequestOf(february);
  request.mutable_known_at()->set_journal_sequence(before);
  EXPECT_THAT(Told(books_.Ask(request).movements()),
              ::testing::Contains("62/d: spent=500 paid=100"));
  EXPECT_THAT(Told(books_.Ask(request).movements_before()),
              ElementsAre("62/: spent=1000", "62/d: spent=10000 paid=10000"));
  *request.mutable_known_at()->mutable_time() = TimestampFromTime(then);
  request.clear_as_of_date();
  EXPECT_THAT(Told(books_.Ask(request).movements()),
              ::testing::Contains("62/d: spent=500 paid=100"));
}

// A line of an earlier version on which nothing is left has no place in a status; but it has one
// in that of a time in which something was moved on it.
TEST(LinesOfMovements, AreAmongTheFacts) {
  Books books;
  ASSERT_THAT(books.Reverse(books.Spend("2017-05-10", "61", "", 0, 7'00), "2017-06-20"), IsOk());
  books.Do([](db::Transaction& tx) -> absl::Status {
    COFI_ASSIGN_OR_RETURN(v1::Budget budget, Budgets().Get(tx, "projects/p/budgets/v1"));
    budget.set_state(v1::Budget::STATE_SUPERSEDED);
    *budget.mutable_state_date() = On("2017-07-01");
    *budget.add_history() = FromText<type::v1::StateChange>(
        "verb: 'SUPERSEDE' state: 'SUPERSEDED' date { year: 2017 month: 7 day: 1 }");
    COFI_RETURN_IF_ERROR(Budgets().Update(tx, &budget));
    auto next = FromText<v1::Budget>(
        "name: 'projects/p/budgets/v2' version: 2 state: STATE_ADOPTED"
        " adoption_date { year: 2017 month: 7 day: 1 }"
        " state_date { year: 2017 month: 7 day: 1 }"
        " history { verb: 'ADOPT' state: 'ADOPTED' date { year: 2017 month: 7 day: 1 } }");
    COFI_RETURN_IF_ERROR(Budgets().Insert(tx, &next));
    return Books::AddLine(tx, "v2", "62");
  });
  const auto lines = [&](const ReadFactsRequest& request) {
    Texts told;
    const internal::v1::BudgetFacts facts = books.Ask(request);
    for (const v1::Line& line : facts.lines()) {
      told.push_back(absl::StrCat(IdOf(line.name()), " ", DecimalFromMoney(line.planned_amount())));
    }
    return told;
  };
  const std::string planned = "62 1000000.00 EUR", moved = "61 0.00 EUR";
  EXPECT_THAT(lines(Books::RequestOf({.from = "2017-06-01"})), ElementsAre(planned, moved));
  EXPECT_THAT(lines(Books::RequestOf({.from = "2017-07-01"})), ElementsAre(planned));
  EXPECT_THAT(lines(Books::RequestOf({.by_year = true})), ElementsAre(planned));
}

// Without a date, until today, or until the day of the moment, in the project's time zone.
TEST(MovementsUntilToday, EndAtMidnightWhereTheProjectIs) {
  ScratchService service("budgets", Migrations(), &MakeHost);
  const auto receipt = FromText<v1::Receipt>("name: 'projects/p/receipts/r' etag: '1'");
  ASSERT_THAT(service.Run([&](db::Transaction& tx) {
    return Post(tx, Source(receipt),
                {{.line = "",
                  .grant = "d",
                  .date = On("2018-03-06"),
                  .amounts = {{Measure::kReceived}, 5'00}}});
  }),
              IsOk());
  const auto moved = [&](const ReadFactsRequest& request) {
    internal::v1::BudgetFacts facts;
    EXPECT_THAT(service.Ask(request, &facts), IsOk());
    return Told(facts.movements());
  };
  // In Paris it is an hour later.
  const absl::Time midnight = absl::FromCivil(absl::CivilHour(2018, 3, 5, 23), absl::UTCTimeZone());
  ReadFactsRequest request = Books::RequestOf({});
  service.SetNow(midnight - absl::Seconds(1));
  EXPECT_THAT(moved(request), IsEmpty());
  service.SetNow(midnight);
  EXPECT_THAT(moved(request), ElementsAre("/d: received=500"));
  *request.mutable_known_at()->mutable_time() = TimestampFromTime(midnight - absl::Seconds(1));
  EXPECT_THAT(moved(request), IsEmpty());
}

// Who has asked whether a day is open is not asked again, and is not believed of a day before it.
TEST(Postings, AreOfOpenDays) {
  ScratchService service("budgets", Migrations(), &MakeHost);
  service.Add(FiscalYears(),
              FromText<v1::FiscalYear>("name: 'projects/p/fiscalYears/2017' state: STATE_CLOSED"
                                       " end_date { year: 2017 month: 12 day: 31 }"));
  const auto post = [&](int number, const std::string& date, std::optional<absl::CivilDay> open) {
    v1::Receipt receipt;
    receipt.set_name("projects/p/receipts/r");
    receipt.set_etag(absl::StrCat(number));
    return service.Run([&](db::Transaction& tx) {
      return Post(
          tx, Source(receipt),
          {{.line = "", .grant = "d", .date = On(date), .amounts = {{Measure::kReceived}, 5'00}}},
          open);
    });
  };
  const absl::CivilDay open(2018, 1, 1);
  EXPECT_THAT(post(1, "2017-12-31", std::nullopt), IsReason(type::v1::REASON_YEAR_CLOSED));
  EXPECT_THAT(post(1, "2017-12-31", open), IsReason(type::v1::REASON_YEAR_CLOSED));
  // The first one makes the sums that the others add to.
  EXPECT_THAT(post(2, "2018-01-01", open), IsOk());
  const int before = service.statements();
  EXPECT_THAT(post(3, "2018-01-01", std::nullopt), IsOk());
  const int between = service.statements();
  EXPECT_THAT(post(4, "2018-01-01", open), IsOk());
  EXPECT_EQ(service.statements() - between, between - before - 1);
}

// Some invoices, payments, reversals and receipts in two years, in no order of dates.
class Random {
 public:
  explicit Random(uint64_t seed) : random_(seed) {}

  void Live(Books* books) {
    constexpr int kSteps = 40;
    for (int step = 0; step < kSteps; ++step) {
      const int kind = Pick(6);
      if (kind == 0) {
        books->Receive(SomeDay(), Pick(2) == 0 ? "d" : "e", 1 + Pick(1000));
      } else if (kind == 1 && !names_.empty()) {
        (void)books->Reverse(names_[Pick(names_.size())], SomeDay());
      } else if (kind == 2 && !names_.empty()) {
        (void)books->Pay(names_[Pick(names_.size())], SomeDay());
      } else {
        const std::string day = SomeDay();
        const std::string name =
            books->Spend(day, Pick(2) == 0 ? "61" : "62", Pick(2) == 0 ? "d" : "e", Pick(1000),
                         1 + Pick(1000), Pick(2) == 0 ? "" : day);
        if (!name.empty()) names_.push_back(name);
      }
    }
  }

  Question Ask() {
    return {.from = Pick(4) == 0 ? "" : SomeDay(),
            .to = Pick(4) == 0 ? "" : SomeDay(),
            .as_of = SomeDay(),
            .by_year = Pick(2) == 0,
            .start_month = Pick(13)};
  }
  int Pick(size_t below) { return static_cast<int>(random_() % below); }

 private:
  // Often the first or the last of a month.
  std::string SomeDay() {
    constexpr int kMonths = 20;
    const absl::CivilMonth month = absl::CivilMonth(2016, 10) + Pick(kMonths);
    const int kind = Pick(4);
    const absl::CivilDay first(month), last = absl::CivilDay(month + 1) - 1;
    return absl::FormatCivilTime(kind == 0   ? first
                                 : kind == 1 ? last
                                             : first + Pick(static_cast<size_t>(last - first) + 1));
  }

  std::mt19937_64 random_;
  std::vector<std::string> names_;
};

TEST(RandomMovements, SumAsTheLedgerHasThem) {
  const bool same = rc::check("sums of periods", [] {
    const auto seed = *rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<uint64_t>()));
    Books books;
    Random random(seed);
    random.Live(&books);
    const int64_t all = books.Sequence();
    constexpr int kQuestions = 25;
    for (int i = 0; i < kQuestions; ++i) {
      Question question = random.Ask();
      if (!question.from.empty() && !question.to.empty() && question.to < question.from) {
        std::swap(question.from, question.to);
      }
      // Now and then as it was known before.
      const int64_t sequence =
          random.Pick(3) == 0 ? random.Pick(static_cast<size_t>(all) + 1) : all;
      ReadFactsRequest request = Books::RequestOf(question);
      if (sequence != all) request.mutable_known_at()->set_journal_sequence(sequence);
      const internal::v1::BudgetFacts facts = books.Ask(request);
      const std::string last =
          question.to.empty() ? question.as_of : std::min(question.to, question.as_of);
      const std::string eve =
          question.from.empty()
              ? ""
              : std::min(absl::FormatCivilTime(DayOn(question.from) - 1), question.as_of);
      const Texts moved =
          books.Replayed(question.from, last, question.by_year, sequence, question.start_month);
      const Texts before = books.Replayed("", eve, /*by_year=*/false, sequence);
      if (Told(facts.movements()) == moved && Told(facts.movements_before()) == before) continue;
      RC_FAIL(absl::StrCat(seed, ": ", question.from, " to ", question.to, " as of ",
                           question.as_of, " known at #", sequence, "\n",
                           absl::StrJoin(Told(facts.movements()), "\n"), "\nreplayed\n",
                           absl::StrJoin(moved, "\n"), "\nbefore\n",
                           absl::StrJoin(Told(facts.movements_before()), "\n"), "\nreplayed\n",
                           absl::StrJoin(before, "\n")));
    }
  });
  EXPECT_TRUE(same);
}

}  // namespace
}  // namespace cofi::budgets
