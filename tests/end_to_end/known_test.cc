// What was known stays known: after corrections, every read of an earlier moment
// gives what it gave then, in both shapes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/names.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "cofi/type/v1/moment.pb.h"
#include "tests/installations/contents.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using google::protobuf::MethodDescriptor;
using ::testing::HasSubstr;
using type::v1::Moment;
using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): the reports.

// One correction of each kind of resource.
const std::vector<Words>& Corrections() {
  static const auto* const corrections = new std::vector<Words>{
      {"organization", "update", "codespar", "--display-name", "X"},
      {"funder", "update", "cias-ouest-rennes", "--display-name", "X"},
      {"call", "update", "fondation-de-france/demarches-participatives", "--display-name", "X"},
      {"project", "update", "precarisation", "--display-name", "X"},
      {"phase", "update", "precarisation/pistes", "--display-name", "X"},
      {"partner", "delete", "precarisation/cdas"},
      {"log", "delete", "precarisation/2017-10-13"},
      {"obligation", "extend", "precarisation/fdf/bilan-intermediaire", "--due-date", "2018-09-30",
       "--effective-date", "2018-03-20"},
      {"stage", "extend", "precarisation/leader/comite", "--due-date", "2018-06-30",
       "--effective-date", "2018-03-20"},
      {"application", "withdraw", "precarisation/leader", "--effective-date", "2018-03-20"},
      {"application", "award", "precarisation/metropole", "--awarded-amount", "20000",
       "--effective-date", "2018-03-20"},
      {"agreement", "amend", "precarisation/fdf/convention", "--reference", "X",
       "--eligible-end-date", "2019-12-31", "--effective-date", "2018-03-20"},
      {"budget", "create", "precarisation/v3"},
      {"line", "create", "precarisation/v3/60", "--side", "expense", "--account", "60",
       "--display-name", "X", "--planned-amount", "1"},
      {"grant", "update", "precarisation/departement", "--display-name", "X"},
      {"claim", "update", "precarisation/fdf/acompte-2017", "--display-name", "X"},
      {"receipt", "reverse", "precarisation/fdf-avance", "--note", "x", "--effective-date",
       "2018-03-20"},
      {"contribution", "reverse", "precarisation/benevoles-2018-02", "--note", "x",
       "--effective-date", "2018-03-20"},
      {"commitment", "release", "precarisation/publication-2018", "--effective-date", "2018-03-20"},
      {"expense", "reverse", "precarisation/salle-2017-09", "--note", "x", "--effective-date",
       "2018-03-20"},
      {"attachment", "update", "precarisation/convention-pdf", "--note", "X"},
      {"paper", "update", "mairie-mordelles/statuts", "--note", "X"},
  };
  return *corrections;
}

// The rows of a list's answer; null if it lists no resources.
const FieldDescriptor* RowsOf(const MethodDescriptor* method) {
  const bool lists = clients::MethodFacts::Of(method).kind == clients::MethodKind::kList;
  return lists ? clients::RowsField(method->output_type()) : nullptr;
}

// `projects/precarisation/applications/-` for a stage.
std::string ParentOfAll(const Descriptor* resource) {
  if (NamePattern::Of(resource).parent_text().empty()) return "";
  const NamePattern parent(NamePattern::Of(resource).parent_text());
  std::vector<std::string> ids(parent.variables().size(), "-");
  if (!ids.empty() && parent.variables()[0] == "project") ids[0] = "precarisation";
  return parent.Fill(ids);
}

void SetKnownAt(const Moment& moment, Message* request) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("known_at");
  ASSERT_NE(field, nullptr) << request->GetTypeName();
  ASSERT_EQ(field->number(), 15) << request->GetTypeName();
  request->GetReflection()->MutableMessage(request, field)->CopyFrom(moment);
}

// All that an answer says, but for the verbs that a state allows now: of the past they are not
// told.
std::string Told(Message& answer) {
  const auto forget = [](Message* resource) {
    const FieldDescriptor* verbs = resource->GetDescriptor()->FindFieldByName("allowed_verbs");
    if (verbs != nullptr) resource->GetReflection()->ClearField(resource, verbs);
  };
  forget(&answer);
  if (const FieldDescriptor* rows = clients::RowsField(answer.GetDescriptor())) {
    for (int i = 0; i < answer.GetReflection()->FieldSize(answer, rows); ++i) {
      forget(answer.GetReflection()->MutableRepeatedMessage(&answer, rows, i));
    }
  }
  return answer.SerializeAsString();
}

class Known : public ::testing::TestWithParam<Shape> {
 protected:
  Known() : cofi_(GetParam()) {
    const Outcome outcome = ApplyCase(cofi_);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    AttachToCase(cofi_);
    EXPECT_TRUE(cofi_.books().AwaitRelays());
  }
  ~Known() override { EXPECT_EQ(cofi_.books().Discrepancies(), ""); }

  static Moment Now() {
    Moment moment;
    *moment.mutable_time() = TimestampFromTime(absl::Now());
    // Whatever comes is later, also by a clock of microseconds.
    absl::SleepFor(absl::Milliseconds(1));
    return moment;
  }

  void Correct() {
    for (const Words& words : Corrections()) {
      const Outcome outcome = RunCofi(cofi_.address(), words);
      EXPECT_EQ(outcome.code, 0) << words[0] << " " << words[1] << ": " << outcome.err;
    }
    EXPECT_TRUE(cofi_.books().AwaitRelays());
  }

  std::unique_ptr<Message> Answer(const Message& request) {
    std::unique_ptr<Message> answer =
        NewMessage(clients::MethodOf(request.GetDescriptor())->output_type());
    const grpc::Status status = cofi_.Call(request, answer.get());
    EXPECT_TRUE(status.ok()) << request.GetTypeName() << " " << request.ShortDebugString() << ": "
                             << status.error_message();
    return answer;
  }

  // Every read there is, with its answer: each list, and each of its resources.
  using Reads = std::vector<std::pair<std::unique_ptr<Message>, std::string>>;
  Reads AllReads() {
    Reads reads;
    for (const auto* service : clients::AllServices()) {
      for (int i = 0; i < service->method_count(); ++i) {
        const FieldDescriptor* rows = RowsOf(service->method(i));
        if (rows == nullptr) continue;
        std::unique_ptr<Message> list = NewMessage(service->method(i)->input_type());
        const std::string parent = ParentOfAll(rows->message_type());
        if (!parent.empty()) SetStringField(list.get(), "parent", parent);
        const std::unique_ptr<Message> page = Answer(*list);
        const int count = page->GetReflection()->FieldSize(*page, rows);
        EXPECT_GT(count, 0) << list->GetTypeName();
        reads.emplace_back(std::move(list), Told(*page));
        const Descriptor* get = clients::GetterOf(rows->message_type())->input_type();
        for (int n = 0; n < count; ++n) {
          std::unique_ptr<Message> one = NewMessage(get);
          const Message& row = page->GetReflection()->GetRepeatedMessage(*page, rows, n);
          SetStringField(one.get(), "name", StringField(row, "name"));
          const std::string answer = Told(*Answer(*one));
          reads.emplace_back(std::move(one), answer);
        }
      }
    }
    return reads;
  }

  template <typename Report, typename Request>
  Report Reported(const std::string& as_of, const Moment* known_at,
                  const std::string& project = "projects/precarisation") {
    Request request;
    request.set_parent(project);
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    if (known_at != nullptr) *request.mutable_known_at() = *known_at;
    return cofi_.Ask<Report>(request);
  }
  BudgetStatus Status(const std::string& as_of, const Moment* known_at) {
    return Reported<BudgetStatus, GetBudgetStatusRequest>(as_of, known_at);
  }

  // A report then, and now of then: the same to the byte, besides that it says so.
  template <typename Report, typename Request>
  void ExpectKept(const Report& then, const Moment& moment,
                  const std::string& project = "projects/precarisation") {
    const std::string as_of = IsoDate(then.as_of_date());
    EXPECT_NE((Reported<Report, Request>(as_of, nullptr, project).SerializeAsString()),
              then.SerializeAsString());
    for (int again = 0; again < 2; ++again) {
      Report kept = Reported<Report, Request>(as_of, &moment, project);
      EXPECT_EQ(kept.known_at().SerializeAsString(), moment.time().SerializeAsString());
      kept.clear_known_at();
      EXPECT_EQ(kept.ShortDebugString(), then.ShortDebugString());
    }
  }

  Installation cofi_;
};
COFI_IN_ALL_SHAPES(Known);

TEST_P(Known, EveryResource) {
  const Reads then = AllReads();
  const Moment moment = Now();
  std::map<std::string, std::string> sequences;
  for (const auto& [service_root, sequence] : cofi_.books().Sequences()) {
    sequences[service_root] = absl::StrCat(sequence);
  }
  Correct();
  size_t differ = 0;
  for (const auto& [request, answer] : then) {
    std::unique_ptr<Message> now =
        NewMessage(clients::MethodOf(request->GetDescriptor())->output_type());
    differ += !cofi_.Call(*request, now.get()).ok() || Told(*now) != answer;
    SetKnownAt(moment, request.get());
    EXPECT_EQ(Told(*Answer(*request)), answer) << request->ShortDebugString();
    // The same by the position of the journal, where there is one.
    const std::string place = StringField(*request, "name") + StringField(*request, "parent");
    const std::string root(RootOf(place));
    if (place.empty()) continue;
    Moment position;
    position.set_journal_sequence(std::stoll(
        sequences.at(absl::StrCat(clients::OwnerOf(request->GetDescriptor()), " ", root))));
    SetKnownAt(position, request.get());
    EXPECT_EQ(Told(*Answer(*request)), answer) << request->ShortDebugString();
  }
  // At least one list and one resource of each kind.
  EXPECT_GE(differ, 2 * Corrections().size());
}

TEST_P(Known, EveryReport) {
  const auto status = Status("2018-03-23", nullptr);
  const auto plan = Reported<FundingPlan, GetFundingPlanRequest>("2018-03-23", nullptr);
  const auto deadlines = Reported<DeadlineList, ListDeadlinesRequest>("2018-03-23", nullptr);
  const auto pipeline = Reported<Pipeline, GetPipelineRequest>("2018-03-23", nullptr);
  const auto all = Reported<Pipeline, GetPipelineRequest>("2018-03-23", nullptr, "projects/-");
  const Moment moment = Now();
  Correct();
  ExpectKept<BudgetStatus, GetBudgetStatusRequest>(status, moment);
  ExpectKept<FundingPlan, GetFundingPlanRequest>(plan, moment);
  ExpectKept<DeadlineList, ListDeadlinesRequest>(deadlines, moment);
  ExpectKept<Pipeline, GetPipelineRequest>(pipeline, moment);
  ExpectKept<Pipeline, GetPipelineRequest>(all, moment, "projects/-");
}

std::string Spent(const BudgetStatus& status) {
  return DecimalFromMinor(Minor(status.total().spent()));
}

// Two dates, each with its own question: when it counts, and when it was known.
TEST_P(Known, EffectiveThenAsKnownThen) {
  const Moment before = Now();
  EXPECT_EQ(RunCofi(cofi_.address(), {"expense", "reverse", "precarisation/salle-2017-09", "--note",
                                      "x", "--effective-date", "2018-03-20"})
                .code,
            0);
  const Moment after = Now();
  EXPECT_EQ(Spent(Status("2018-03-19", &before)), "33102.90");
  EXPECT_EQ(Spent(Status("2018-03-23", &before)), "33102.90");
  EXPECT_EQ(Spent(Status("2018-03-19", &after)), "33102.90");
  EXPECT_EQ(Spent(Status("2018-03-23", &after)), "32762.40");
  // Without a date it is that of the moment.
  const BudgetStatus today = Status("", &after);
  EXPECT_EQ(IsoDate(today.as_of_date()),
            absl::FormatCivilTime(TodayIn("Europe/Paris", absl::Now())));
  EXPECT_EQ(Spent(today), "36272.40");
}

TEST_P(Known, ADeletedProjectIsStillKnown) {
  // One that is being prepared still; others are not deleted.
  projects::v1::CreateProjectRequest project;
  project.set_project_id("gone");
  project.mutable_project()->set_display_name("Gone");
  Answer(project);
  projects::v1::CreatePhaseRequest phase;
  phase.set_parent("projects/gone");
  phase.mutable_phase()->set_display_name("Diagnosis");
  Answer(phase);
  projects::v1::ListPhasesRequest phases;
  phases.set_parent("projects/gone");
  const std::string then = Answer(phases)->SerializeAsString();
  const auto plan =
      Reported<FundingPlan, GetFundingPlanRequest>("2018-03-23", nullptr, "projects/gone");
  const Moment moment = Now();
  projects::v1::DeleteProjectRequest remove;
  remove.set_name("projects/gone");
  remove.set_force(true);
  Answer(remove);
  *phases.mutable_known_at() = moment;
  EXPECT_EQ(Answer(phases)->SerializeAsString(), then);
  auto kept = Reported<FundingPlan, GetFundingPlanRequest>("2018-03-23", &moment, "projects/gone");
  kept.clear_known_at();
  EXPECT_EQ(kept.ShortDebugString(), plan.ShortDebugString());
  // Nobody ever knew of this one.
  budgets::v1::ListGrantsRequest grants;
  grants.set_parent("projects/never");
  *grants.mutable_known_at() = moment;
  budgets::v1::ListGrantsResponse none;
  EXPECT_THAT(Said(cofi_.Call(grants, &none)), HasSubstr("NOT_FOUND RESOURCE_NOT_FOUND"));
  projects::v1::ListProjectsRequest list;
  *list.mutable_known_at() = moment;
  EXPECT_EQ(cofi_.Ask<projects::v1::ListProjectsResponse>(list).projects_size(), 2);
  list.clear_known_at();
  EXPECT_EQ(cofi_.Ask<projects::v1::ListProjectsResponse>(list).projects_size(), 1);
}

TEST_P(Known, PagesOfAMomentStay) {
  const Project project(cofi_, "p");
  for (int i = 1; i <= 7; ++i) project.Spend(absl::StrCat("e", i), {.amount = "1"});
  const Moment moment = Now();
  budgets::v1::ListExpensesRequest request;
  request.set_parent("projects/p");
  request.set_page_size(3);
  request.set_order_by("name");
  *request.mutable_known_at() = moment;
  std::vector<std::string> seen;
  do {
    const auto page = cofi_.Ask<budgets::v1::ListExpensesResponse>(request);
    for (const auto& expense : page.expenses()) {
      seen.push_back(expense.name());
      EXPECT_EQ(expense.reversed_by(), "");
    }
    // What comes between two pages is not on the next one.
    cofi_.Ask<budgets::v1::Expense>(project.Reversal(absl::StrCat("e", seen.size() + 1)));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && seen.size() < 6);
  ASSERT_EQ(seen.size(), 6);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(seen[i], absl::StrCat("projects/p/expenses/e", i + 1));
  // The token is that of this moment.
  *request.mutable_known_at() = Now();
  budgets::v1::ListExpensesResponse page;
  EXPECT_THAT(Said(cofi_.Call(request, &page)), HasSubstr("PAGE_TOKEN_INVALID"));
}

TEST_P(Known, BeforeTheFirstEntryNothingIsKnown) {
  Moment moment;
  moment.mutable_time()->set_seconds(1);
  budgets::v1::ListExpensesRequest list;
  list.set_parent("projects/precarisation");
  *list.mutable_known_at() = moment;
  const auto page = cofi_.Ask<budgets::v1::ListExpensesResponse>(list);
  EXPECT_EQ(page.expenses_size(), 0);
  EXPECT_EQ(page.journal_sequence(), 0);
  GetBudgetStatusRequest status;
  status.set_parent("projects/precarisation");
  *status.mutable_known_at() = moment;
  BudgetStatus answer;
  EXPECT_THAT(Said(cofi_.Call(status, &answer)),
              HasSubstr("NOT_FOUND RESOURCE_NOT_FOUND: project precarisation"));
  Moment zero;
  zero.set_journal_sequence(0);
  budgets::v1::GetExpenseRequest get;
  get.set_name("projects/precarisation/expenses/paie-2017-07");
  *get.mutable_known_at() = zero;
  budgets::v1::Expense expense;
  EXPECT_THAT(Said(cofi_.Call(get, &expense)), HasSubstr("NOT_FOUND RESOURCE_NOT_FOUND"));
}

TEST_P(Known, WhatIsNoMomentIsRefused) {
  budgets::v1::ListExpensesRequest list;
  list.set_parent("projects/precarisation");
  *list.mutable_known_at()->mutable_time() =
      TimestampFromTime(absl::FromCivil(DayOn("2100-01-01"), absl::UTCTimeZone()));
  ExpectRefused(cofi_, list,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "known_at",
                 .english = "known_at is 2100-01-01T00:00:00Z; accepted: ≤ …",
                 .french = "known_at vaut 2100-01-01T00:00:00Z ; accepté : ≤ …"});
  list.mutable_known_at()->set_journal_sequence(1'000'000);
  ExpectRefused(cofi_, list,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "known_at",
                 .english = "known_at is 1000000; accepted: 0…",
                 .french = "known_at vaut 1000000 ; accepté : 0…"});
  list.mutable_known_at()->Clear();
  ExpectRefused(cofi_, list,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_MALFORMED",
                 .field = "known_at",
                 .english = "known_at is \"\"; accepted: a time or a journal_sequence",
                 .french = "known_at vaut «  » ; accepté : une heure ou un journal_sequence"});
  GetPipelineRequest report;
  report.set_parent("projects/precarisation");
  report.mutable_known_at()->set_journal_sequence(1);
  ExpectRefused(cofi_, report,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_MALFORMED",
                 .field = "known_at",
                 .english = "known_at is \"journal_sequence 1\"; accepted: time",
                 .french = "known_at vaut « journal_sequence 1 » ; accepté : time"});
  const Refusal several = {
      .code = "INVALID_ARGUMENT",
      .reason = "VALUE_MALFORMED",
      .field = "known_at",
      .english =
          "known_at is \"journal_sequence 1\"; accepted: a time, because this reads"
          " several journals",
      .french =
          "known_at vaut « journal_sequence 1 » ; accepté : une heure, car plusieurs"
          " journaux sont lus"};
  projects::v1::ListProjectsRequest projects;
  projects.mutable_known_at()->set_journal_sequence(1);
  ExpectRefused(cofi_, projects, several);
}

TEST_P(Known, AtTheCommandLine) {
  const std::string before =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone());
  absl::SleepFor(absl::Milliseconds(1));
  Correct();
  const auto run = [&](const Words& words, const std::string& lang = "en") {
    const Outcome outcome = RunCofi(cofi_.address(), words, lang);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return Plain(outcome.out);
  };
  const std::string status =
      run({"status", "precarisation", "--as-of", "2018-03-23", "--known-at", before});
  EXPECT_THAT(status, HasSubstr("as of 2018-03-23, as known at "));
  EXPECT_THAT(status, HasSubstr("33,102.90"));
  EXPECT_THAT(run({"status", "precarisation", "--as-of", "2018-03-23"}),
              ::testing::Not(HasSubstr("33,102.90")));
  EXPECT_THAT(run({"plan", "precarisation", "--as-of", "2018-03-23", "--known-at", before}, "fr"),
              HasSubstr("tel que connu le"));
  EXPECT_THAT(run({"partner", "list", "precarisation", "--known-at", before}), HasSubstr("cdas"));
  EXPECT_THAT(run({"partner", "list", "precarisation"}), ::testing::Not(HasSubstr("cdas")));
  EXPECT_THAT(run({"expense", "get", "precarisation/salle-2017-09", "--known-at", before}),
              ::testing::Not(HasSubstr("reversed")));
  EXPECT_EQ(RunCofi(cofi_.address(), {"status", "precarisation", "--known-at", "soon"}).code, 2);
  // Nothing was known of it then.
  EXPECT_EQ(RunCofi(cofi_.address(), {"status", "precarisation", "--known-at", "avant-hier"}).code,
            5);
  EXPECT_EQ(RunCofi(cofi_.address(), {"status", "precarisation", "--known-at", "42"}).code, 1);
}

}  // namespace
}  // namespace cofi::end_to_end
