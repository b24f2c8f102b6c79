// JSON and CSV.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/printed/csv.h"
#include "clients/cli/printed/json.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/journal/v1/backups.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/cli/parsed.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;

TEST(Json, IsStable) {
  const auto row = Parsed<reporting::v1::SourceRow>(
      "grant: 'projects/p/grants/fdf' display_name: 'Fondation \"de\" France'"
      " spent {currency_code: 'EUR' units: 139197 nanos: 100000000}");
  EXPECT_EQ(JsonText(JsonOf(row)),
            "{\n"
            "  \"grant\": \"projects/p/grants/fdf\",\n"
            "  \"funder\": \"\",\n"
            "  \"display_name\": \"Fondation \\\"de\\\" France\",\n"
            "  \"spent\": {\n"
            "    \"amount\": \"139197.10\",\n"
            "    \"currency\": \"EUR\"\n"
            "  },\n"
            "  \"received\": null\n"
            "}\n");
}

TEST(Json, ListsAreArrays) {
  EXPECT_EQ(JsonText(JsonOf(std::vector<const Message*>())), "[]\n");
  const auto start = Parsed<projects::v1::StartCondition>("secured_basis_points: 8000");
  EXPECT_EQ(JsonText(JsonOf(std::vector<const Message*>{&start})),
            "[\n"
            "  {\n"
            "    \"secured_basis_points\": 8000,\n"
            "    \"awarded_applications\": [],\n"
            "    \"unconditional_only\": false\n"
            "  }\n"
            "]\n");
}

TEST(Json, EnumsDatesAndTimes) {
  const std::string json = JsonText(JsonOf(
      Parsed<projects::v1::Project>("state: STATE_RUNNING state_date {year: 2017 month: 6 day: 1}"
                                    " create_time {seconds: 1521800000 nanos: 123456000}")));
  EXPECT_THAT(json, HasSubstr("\"state\": \"RUNNING\""));
  EXPECT_THAT(json, HasSubstr("\"state_date\": \"2017-06-01\""));
  EXPECT_THAT(json, HasSubstr("\"create_time\": \"2018-03-23T10:13:20.123456Z\""));
  EXPECT_THAT(json, HasSubstr("\"planned_end_date\": null"));
}

TEST(Json, EscapesWhatItMust) {
  EXPECT_EQ(JsonLine("a\"b\\c\n\t\x01é"), "\"a\\\"b\\\\c\\n\\t\\u0001é\"");
  EXPECT_EQ(JsonLine("\xff"), "\"\uFFFD\"") << "no UTF-8";
}

TEST(Csv, IsForSpreadsheets) {
  const auto expense = Parsed<budgets::v1::Expense>(
      "name: 'projects/p/expenses/e' supplier: 'Durand, \"fils\"' display_name: '=1+1'"
      " amount {currency_code: 'EUR' units: 612 nanos: 400000000}"
      " invoice_date {year: 2017 month: 10 day: 5}"
      " shares {grant: 'projects/p/grants/fdf' amount {currency_code: 'EUR' units: 5}}");
  const std::string csv = CsvText(budgets::v1::Expense::descriptor(), {&expense});
  EXPECT_THAT(csv, HasSubstr("name,uid,create_time,"));
  EXPECT_THAT(csv, HasSubstr(",currency\r\n"));
  EXPECT_THAT(csv, HasSubstr(",\"Durand, \"\"fils\"\"\","));
  EXPECT_THAT(csv, HasSubstr(",'=1+1,"));
  EXPECT_THAT(csv, HasSubstr(",2017-10-05,612.40,"));
  EXPECT_THAT(csv, HasSubstr(",EUR\r\n"));
  EXPECT_THAT(csv, HasSubstr("\"[{\"\"grant\"\":\"\"projects/p/grants/fdf\"\",\"\"amount\"\":"));
}

TEST(Csv, OpensNestedMessages) {
  const auto project =
      Parsed<projects::v1::Project>("currency: 'EUR' start_condition {secured_basis_points: 8000}");
  const std::string csv = CsvText(projects::v1::Project::descriptor(), {&project});
  EXPECT_THAT(csv, HasSubstr("start_condition.secured_basis_points"));
  // It has a currency of its own.
  EXPECT_EQ(csv.find(",currency,"), csv.rfind("currency") - 1);
}

TEST(Csv, BytesAreInBase64AsInJson) {
  const auto backup =
      Parsed<journal::v1::Backup>("journal: 'journals/budgets' sha256: '\\377\\000\\n,'");
  EXPECT_THAT(CsvText(journal::v1::Backup::descriptor(), {&backup}), HasSubstr(",/wAKLA==,"));
  EXPECT_THAT(JsonText(JsonOf(backup)), HasSubstr("\"sha256\": \"/wAKLA==\""));
}

TEST(Csv, TextIsNeverAFormula) {
  for (const char* text : {"=A1", "+A1", "-A1", "@A1"}) {
    EXPECT_EQ(CsvCell(text), std::string("'") + text);
  }
  EXPECT_EQ(CsvCell("\tA1"), "'\tA1");
  EXPECT_EQ(CsvCell("\rA1"), "\"'\rA1\"");
  EXPECT_EQ(CsvCell("a=b"), "a=b");
  EXPECT_EQ(CsvCell("two\nlines"), "\"two\nlines\"");
}

TEST(Csv, NumbersMayBeNegative) {
  const auto row =
      Parsed<reporting::v1::SourceRow>("display_name: '-x' spent {currency_code: 'EUR' units: -5}");
  EXPECT_THAT(CsvText(reporting::v1::SourceRow::descriptor(), {&row}),
              HasSubstr(",'-x,-5.00,,EUR\r\n"));
}

}  // namespace
}  // namespace cofi::cli
