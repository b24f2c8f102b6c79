// Every report of the reference case: what people read of it, and every file of it, read back by
// programs that are not Cofi's. What is here of a report is found by ReportQuery: a new one is
// tested without a line.
#include "base/documents.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/fields.h"
#include "clients/cli/sent/transfer.h"
#include "clients/methods.h"
#include "cofi/reporting/v1/rendering.pb.h"
#include "tests/folder.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/installations/reference_case.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): the reports.

// The last two but one: the day before the amendment of an agreement, and its day.
constexpr const char* kDates[] = {"2016-06-14", "2017-03-15", "2017-04-05", "2018-03-23",
                                  "2018-11-14", "2018-11-15", "2019-08-01"};
constexpr const char* kCalendarDate = kDates[3];
constexpr char kGolden[] = "tests/end_to_end/golden";

// A report with a name for its files.
struct Query {
  std::string name;
  ReportQuery query;
};

void Set(Message* request, const char* field, const std::string& value) {
  if (request->GetDescriptor()->FindFieldByName(field) != nullptr) {
    SetStringField(request, field, value);
  }
}

// What the report of a field asks for, on a day.
Query QueryOf(const FieldDescriptor* field, const std::string& date) {
  Query query{field->name(), {}};
  Message* const request = query.query.GetReflection()->MutableMessage(&query.query, field);
  Set(request, "parent", "projects/precarisation");
  Set(request, "figure", "precarisation/spent,line=62");
  if (query.query.has_search()) query.query.mutable_search()->set_text("précar");
  if (request->GetDescriptor()->FindFieldByName("as_of_date") != nullptr) {
    *static_cast<Date*>(MutableMessageField(request, "as_of_date")) = On(date);
  }
  return query;
}

// Every report; and what some of them say when they are asked otherwise.
std::vector<Query> AllQueries(const std::string& date) {
  std::vector<Query> queries;
  const auto* const oneof = ReportQuery::descriptor()->oneof_decl(0);
  queries.reserve(oneof->field_count());
  for (int i = 0; i < oneof->field_count(); ++i) {
    queries.push_back(QueryOf(oneof->field(i), date));
  }
  const auto add = [&](const char* name, const char* field) -> ReportQuery& {
    queries.push_back(QueryOf(ReportQuery::descriptor()->FindFieldByName(field), date));
    queries.back().name = name;
    return queries.back().query;
  };
  auto* const crossed = add("status-line-funder", "status").mutable_status();
  crossed->add_group_by(GetBudgetStatusRequest::GROUP_BY_LINE);
  crossed->add_group_by(GetBudgetStatusRequest::GROUP_BY_FUNDER);
  auto* const years = add("status-funder-year", "status").mutable_status();
  years->add_group_by(GetBudgetStatusRequest::GROUP_BY_FUNDER);
  years->add_group_by(GetBudgetStatusRequest::GROUP_BY_YEAR);
  add("status-funder", "status")
      .mutable_status()
      ->add_group_by(GetBudgetStatusRequest::GROUP_BY_FUNDER);
  auto* const of_2017 = add("status-2017", "status").mutable_status();
  auto* const financial =
      add("financial-report-2017", "financial_report").mutable_financial_report();
  if (date > "2017-12-31") {
    *of_2017->mutable_from_date() = *financial->mutable_from_date() = On("2017-01-01");
    *of_2017->mutable_to_date() = *financial->mutable_to_date() = On("2017-12-31");
  }
  add("pipeline-graph", "pipeline").mutable_pipeline()->set_graph(true);
  add("expenses-of-a-funder", "expenses")
      .mutable_expenses()
      ->set_funder("funders/fondation-de-france");
  return queries;
}

// What the clock of the test says is in these.
bool IsOfToday(const Query& query) {
  return query.query.has_activity() || query.query.has_portfolio() || query.query.has_search();
}

Document DocumentOf(const Installation& cofi, const ReportQuery& query, Language language) {
  GetReportDocumentRequest request;
  *request.mutable_query() = query;
  Document document;
  const grpc::Status status = cofi.Call(request, &document, language);
  EXPECT_TRUE(status.ok()) << query.ShortDebugString() << ": " << status.error_message();
  return document;
}

struct Rendered {
  grpc::Status status;
  std::string bytes;
  int pieces = 0;
};

Rendered Render(const Installation& cofi, const ReportQuery& query,
                RenderReportRequest::Format format, Language language, bool for_excel = false) {
  RenderReportRequest request;
  *request.mutable_query() = query;
  request.set_format(format);
  request.set_for_excel(for_excel);
  cli::Settings settings;
  settings.language = language;
  settings.principal = "test";
  settings.timeout = absl::Minutes(10);
  Rendered rendered;
  RenderedPiece piece;
  rendered.status = cli::Download(
      cofi.channel("reporting"), settings,
      clients::PathOf(clients::MethodOf(RenderReportRequest::descriptor())), request, &piece, [&] {
        rendered.bytes += piece.data();
        ++rendered.pieces;
        return grpc::Status::OK;
      });
  return rendered;
}

void WriteFile(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string JsonOf(const Document& document) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = true;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(document, &json, options).ok());
  return json;
}

struct FileKind {
  RenderReportRequest::Format format;
  const char* suffix;
};
constexpr FileKind kFiles[] = {{RenderReportRequest::FORMAT_CSV, "csv"},
                               {RenderReportRequest::FORMAT_XLSX, "xlsx"},
                               {RenderReportRequest::FORMAT_HTML, "html"},
                               {RenderReportRequest::FORMAT_PDF, "pdf"},
                               {RenderReportRequest::FORMAT_ICS, "ics"}};

bool HasEvents(const Document& document) {
  for (const Block& block : document.blocks()) {
    if (block.has_events()) return true;
  }
  return false;
}

// Writes every file of every report, beside its document.
void WriteAll(const Installation& cofi, Language language, const Folder& folder) {
  for (const Query& query : AllQueries("2018-03-23")) {
    const Document document = DocumentOf(cofi, query.query, language);
    WriteFile(folder.path() + "/" + query.name + ".json", JsonOf(document));
    for (const FileKind& kind : kFiles) {
      if (kind.format == RenderReportRequest::FORMAT_ICS && !HasEvents(document)) continue;
      // Paper takes a second each, and has the same words in both.
      if (kind.format == RenderReportRequest::FORMAT_PDF && language == Language::kEnglish)
        continue;
      const Rendered rendered = Render(cofi, query.query, kind.format, language);
      EXPECT_TRUE(rendered.status.ok())
          << query.name << "." << kind.suffix << ": " << rendered.status.error_message();
      WriteFile(absl::StrCat(folder.path(), "/", query.name, ".", kind.suffix), rendered.bytes);
    }
  }
}

std::string Kept(const Folder& folder) {
  // For whoever wants to look at them.
  const char* const look = std::getenv("COFI_LOOK");
  if (look != nullptr) {
    std::filesystem::copy(folder.path(), look,
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
  }
  return folder.path();
}

class Documents : public ::testing::TestWithParam<Language> {};
INSTANTIATE_TEST_SUITE_P(In, Documents, ::testing::Values(Language::kEnglish, Language::kFrench),
                         [](const auto& info) {
                           return std::string(info.param == Language::kFrench ? "French"
                                                                              : "English");
                         });

TEST_P(Documents, EveryFileReadsBackAsItsDocument) {
  const Folder folder;
  WriteAll(CaseIn(OneShape()), GetParam(), folder);
  Process reader({"/usr/bin/python3", "tests/end_to_end/read_back.py", Kept(folder)});
  EXPECT_EQ(reader.Wait(), 0) << reader.out() << reader.err();
}

// What people read, as it was looked at and found good.
TEST_P(Documents, SayWhatTheyDid) {
  const Installation& cofi = CaseIn(OneShape());
  const std::string lang(TagOf(GetParam()));
  for (const char* date : kDates) {
    std::string text, documents;
    for (const Query& query : AllQueries(date)) {
      if (IsOfToday(query)) continue;
      Document document = DocumentOf(cofi, query.query, GetParam());
      // How often a project was told of its money may differ.
      document.clear_journal_positions();
      // In one language: the other has the same figures.
      if (GetParam() == Language::kFrench) absl::StrAppend(&documents, JsonOf(document));
      const std::string word =
          query.query.has_explain() ? "precarisation/spent,line=62" : "precarisation";
      if (query.name.find('-') != query.name.npos) continue;  // Those of `cofi report` are enough.
      const std::string report = absl::StrReplaceAll(query.name, {{"_", "-"}});
      const Outcome outcome =
          RunCofi(cofi.address(), {"report", report, word, "--as-of", date}, lang);
      EXPECT_EQ(outcome.code, 0) << query.name << ": " << outcome.err;
      absl::StrAppend(&text, "$ cofi report ", report, " ", word, " --as-of ", date, "\n",
                      outcome.out, "\n");
    }
    const std::filesystem::path folder = kGolden;
    const std::string name = absl::StrCat(date, ".", lang);
    const char* const golden = std::getenv("COFI_GOLDEN");
    if (golden != nullptr && std::string(golden) == "write") {
      std::filesystem::create_directories(folder);
      WriteFile(folder / absl::StrCat(name, ".txt"), text);
      if (!documents.empty()) WriteFile(folder / absl::StrCat(name, ".json"), documents);
    }
    EXPECT_EQ(text, ReadFile(folder / absl::StrCat(name, ".txt"))) << name;
    if (documents.empty()) continue;
    EXPECT_EQ(documents, ReadFile(folder / absl::StrCat(name, ".json"))) << name;
  }
  const Rendered calendar = Render(
      cofi, QueryOf(ReportQuery::descriptor()->FindFieldByName("deadlines"), kCalendarDate).query,
      RenderReportRequest::FORMAT_ICS, GetParam());
  const std::filesystem::path file = absl::StrCat(kGolden, "/", kCalendarDate, ".", lang, ".ics");
  if (std::getenv("COFI_GOLDEN") != nullptr) WriteFile(file, calendar.bytes);
  EXPECT_EQ(calendar.bytes, ReadFile(file));
}

TEST(DocumentFiles, HaveTheSameBytesInEveryShapeAndTwice) {
  const std::vector<Shape> shapes = AllShapes();
  for (const Query& query : AllQueries("2018-03-23")) {
    if (IsOfToday(query)) continue;
    for (const FileKind& kind : kFiles) {
      // Paper and pages say from which journal positions they are made, which may differ.
      if (kind.format == RenderReportRequest::FORMAT_PDF) continue;
      if (kind.format == RenderReportRequest::FORMAT_ICS && !query.query.has_deadlines()) continue;
      const auto bytes = [&](Shape shape) {
        const std::string all =
            Render(CaseIn(shape), query.query, kind.format, Language::kFrench).bytes;
        return kind.format == RenderReportRequest::FORMAT_HTML ? all.substr(0, all.find("<footer"))
                                                               : all;
      };
      const std::string first = bytes(shapes[0]);
      EXPECT_FALSE(first.empty()) << query.name << "." << kind.suffix;
      for (const Shape shape : shapes) {
        EXPECT_EQ(bytes(shape), first) << query.name << "." << kind.suffix;
      }
    }
  }
}

TEST(DocumentFiles, OfPaperHaveTheSameBytesTwice) {
  const Query query = QueryOf(ReportQuery::descriptor()->FindFieldByName("status"), "2018-03-23");
  const auto render = [&] {
    return Render(CaseIn(OneShape()), query.query, RenderReportRequest::FORMAT_PDF,
                  Language::kFrench)
        .bytes;
  };
  const std::string first = render();
  EXPECT_THAT(first, HasSubstr("%PDF"));
  EXPECT_EQ(render(), first);
}

TEST(DocumentFiles, HaveAllPagesOfTheirReport) {
  const Installation& cofi = CaseIn(OneShape());
  Query query = QueryOf(ReportQuery::descriptor()->FindFieldByName("expenses"), "2018-03-23");
  const std::string whole =
      Render(cofi, query.query, RenderReportRequest::FORMAT_CSV, Language::kEnglish).bytes;
  query.query.mutable_expenses()->set_page_size(3);
  const Rendered parts =
      Render(cofi, query.query, RenderReportRequest::FORMAT_CSV, Language::kEnglish);
  EXPECT_EQ(parts.bytes, whole);
  EXPECT_GE(parts.pieces, 3);
}

TEST(DocumentFiles, AreRefusedWhereTheyCannotBe) {
  const Installation& cofi = CaseIn(OneShape());
  const Query status = QueryOf(ReportQuery::descriptor()->FindFieldByName("status"), "2018-03-23");
  const Rendered calendar =
      Render(cofi, status.query, RenderReportRequest::FORMAT_ICS, Language::kFrench);
  EXPECT_EQ(calendar.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(calendar.status.error_message(), HasSubstr("iCalendar"));
  EXPECT_FALSE(Render(cofi, {}, RenderReportRequest::FORMAT_CSV, Language::kEnglish).status.ok());
  EXPECT_FALSE(
      Render(cofi, status.query, RenderReportRequest::FORMAT_UNSPECIFIED, Language::kEnglish)
          .status.ok());
}

TEST(ReportCommand, WritesAFileByItsName) {
  const Installation& cofi = CaseIn(OneShape());
  const Folder folder;
  for (const char* name : {"s.txt", "s.csv", "s.json", "s.xlsx", "s.html"}) {
    const std::string file = absl::StrCat(folder.path(), "/", name);
    const Outcome outcome =
        RunCofi(cofi.address(), {"report", "status", "precarisation", "-o", file});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_GT(ReadFile(file).size(), 200u) << name;
  }
  const std::string calendar = folder.path() + "/c.ics";
  EXPECT_EQ(RunCofi(cofi.address(), {"deadlines", "precarisation", "-o", calendar}).code, 0);
  EXPECT_THAT(ReadFile(calendar), HasSubstr("BEGIN:VEVENT"));
  // Nothing but what was asked for: no part of a file.
  size_t count = 0;
  for (const auto& each : std::filesystem::directory_iterator(folder.path())) {
    count += each.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(count, 6u);
}

TEST(ReportCommand, LeavesTheFileAsItWasWhenItIsRefused) {
  const Installation& cofi = CaseIn(OneShape());
  const Folder folder;
  const std::string file = folder.path() + "/status.ics";
  WriteFile(file, "before");
  const Outcome outcome =
      RunCofi(cofi.address(), {"report", "status", "precarisation", "-o", file});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("FORMAT_UNAVAILABLE"));
  EXPECT_EQ(ReadFile(file), "before");
  const Outcome nowhere = RunCofi(
      cofi.address(), {"report", "status", "precarisation", "-o", folder.path() + "/no/x.csv"});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("No such file"));
}

TEST(ReportCommand, SaysWhatIsWrongInTheWordsOfTheCommandLine) {
  const Installation& cofi = CaseIn(OneShape());
  const auto err = [&](const Words& words, int code) {
    const Outcome outcome = RunCofi(cofi.address(), words);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    return outcome.err;
  };
  EXPECT_THAT(err({"report", "statsu", "precarisation"}, 2), HasSubstr("did you mean status"));
  EXPECT_THAT(err({"report"}, 2), HasSubstr("financial-report"));
  EXPECT_THAT(err({"status", "precarisation", "-o", "status.docx"}, 2), HasSubstr(".xlsx"));
  EXPECT_THAT(err({"expense", "list", "precarisation", "-o", "e.xlsx"}, 2),
              HasSubstr("accepted: table, json, csv, yaml\n"));
  EXPECT_THAT(err({"status", "precarisation", "--year", "17"}, 2), HasSubstr("--year"));
  EXPECT_THAT(err({"status", "precarisation", "--year", "2017", "--from", "2017-01-01"}, 2),
              HasSubstr("one period"));
  EXPECT_THAT(
      err({"status", "precarisation", "--by", "line,line"}, 1),
      ::testing::AllOf(HasSubstr("--by"), Not(HasSubstr("group_by")), Not(HasSubstr("query."))));
  EXPECT_THAT(err({"status", "nowhere"}, 5), Not(HasSubstr("query.")));
  EXPECT_THAT(err({"explain", "precarisation/costs"}, 1), HasSubstr("spent"));
}

TEST(ReportCommand, KnowsItsReportsByTheirFrenchNames) {
  const Installation& cofi = CaseIn(OneShape());
  const Outcome english =
      RunCofi(cofi.address(), {"report", "financial-report", "precarisation"}, "fr");
  const Outcome french =
      RunCofi(cofi.address(), {"report", "compte-rendu-financier", "precarisation"}, "fr");
  EXPECT_EQ(french.code, 0) << french.err;
  EXPECT_EQ(french.out, english.out);
}

}  // namespace
}  // namespace cofi::end_to_end
