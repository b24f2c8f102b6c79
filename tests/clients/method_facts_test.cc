// What a method is, by its descriptor.
#include "clients/method_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/resources.h"
#include "clients/methods.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/journal/v1/history.pb.h"

namespace cofi::clients {
namespace {

const MethodFacts& Named(const std::string& service, const std::string& name) {
  for (const auto* each : AllServices()) {
    if (each->full_name() == service) return MethodFacts::Of(each->FindMethodByName(name));
  }
  ADD_FAILURE() << service;
  return MethodFacts::Of(AllServices()[0]->method(0));
}

std::string ResourceOf(const MethodFacts& facts) {
  return facts.resource == nullptr ? "" : facts.resource->name();
}

TEST(MethodFacts, SayWhatAMethodIs) {
  struct Row {
    const char* service;
    const char* method;
    MethodKind kind;
    const char* resource;
    const char* target;
    bool once;
  };
  const Row rows[] = {
      {"budgets.v1.ExpenseService", "ListExpenses", MethodKind::kList, "Expense", "parent", false},
      {"budgets.v1.ExpenseService", "GetExpense", MethodKind::kGet, "Expense", "name", false},
      {"budgets.v1.ExpenseService", "CreateExpense", MethodKind::kCreate, "Expense", "parent",
       true},
      {"budgets.v1.ExpenseService", "BatchCreateExpenses", MethodKind::kBatchCreate, "Expense",
       "parent", true},
      {"budgets.v1.DerivedExpenseService", "BatchRepeatExpenses", MethodKind::kBatchCreate,
       "Expense", "parent", true},
      {"budgets.v1.DerivedExpenseService", "RepeatExpense", MethodKind::kVerb, "Expense", "name",
       true},
      {"budgets.v1.ExpenseService", "PayExpense", MethodKind::kVerb, "Expense", "name", true},
      {"budgets.v1.GrantService", "UpdateGrant", MethodKind::kUpdate, "Grant", "grant.name", true},
      {"budgets.v1.GrantService", "DeleteGrant", MethodKind::kDelete, "Grant", "name", true},
      {"projects.v1.ProjectService", "CreateProject", MethodKind::kCreate, "Project", "", true},
      {"projects.v1.ProjectService", "ListProjects", MethodKind::kList, "Project", "", false},
      {"applications.v1.ApplicationService", "SignApplicationAgreement", MethodKind::kVerb,
       "Application", "name", true},
      {"reporting.v1.ReportingService", "GetBudgetStatus", MethodKind::kOther, "", "parent", false},
      {"reporting.v1.ReportingService", "ListDeadlines", MethodKind::kOther, "", "parent", false},
      {"journal.v1.HistoryService", "ListEntries", MethodKind::kOther, "", "name", false},
      // It asks about a request, and is none.
      {"journal.v1.HistoryService", "GetRequestOutcome", MethodKind::kOther, "", "journal", false},
      {"journal.v1.JournalService", "WatchChanges", MethodKind::kOther, "", "journal", false},
      {"projects.internal.v1.FundingService", "ReportFunding", MethodKind::kVerb, "Project", "name",
       true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.method);
    const MethodFacts& facts = Named(absl::StrCat("cofi.", row.service), row.method);
    EXPECT_EQ(facts.kind, row.kind);
    EXPECT_EQ(ResourceOf(facts), row.resource);
    EXPECT_EQ(facts.target.text(), row.target);
    EXPECT_EQ(facts.once, row.once);
    EXPECT_EQ(facts.internal, absl::StrContains(row.service, "internal"));
    EXPECT_EQ(facts.streams, std::string(row.method) == "WatchChanges");
    const bool peer = facts.permission == type::v1::PERMISSION_PEER;
    EXPECT_EQ(peer, facts.internal);
  }
}

TEST(MethodFacts, SayWhatARequestIsAbout) {
  budgets::v1::CreateExpenseRequest create;
  create.set_parent("projects/p");
  create.mutable_expense()->set_name("projects/elsewhere/expenses/e");
  EXPECT_EQ(MethodFacts::Of(MethodOf(create.GetDescriptor())).TargetOf(create), "projects/p");
  budgets::v1::UpdateGrantRequest update;
  EXPECT_EQ(MethodFacts::Of(MethodOf(update.GetDescriptor())).TargetOf(update), "");
  update.mutable_grant()->set_name("projects/p/grants/g");
  EXPECT_EQ(MethodFacts::Of(MethodOf(update.GetDescriptor())).TargetOf(update),
            "projects/p/grants/g");
  journal::v1::GetRequestOutcomeRequest outcome;
  outcome.set_journal("journals/budgets");
  EXPECT_EQ(MethodFacts::Of(MethodOf(outcome.GetDescriptor())).TargetOf(outcome),
            "journals/budgets");
}

// The API keeps to its own words, so that no method is taken for another kind.
TEST(MethodFacts, HoldForEveryMethod) {
  std::set<const Descriptor*> with_getter;
  for (const auto* service : AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodFacts& facts = MethodFacts::Of(service->method(i));
      SCOPED_TRACE(service->method(i)->full_name());
      EXPECT_EQ(facts.method, service->method(i));
      EXPECT_NE(facts.permission, type::v1::PERMISSION_UNSPECIFIED);
      EXPECT_FALSE(facts.reads && facts.once);
      switch (facts.kind) {
        case MethodKind::kGet:
          EXPECT_TRUE(facts.reads);
          EXPECT_EQ(GetterOf(facts.resource), facts.method);
          with_getter.insert(facts.resource);
          break;
        case MethodKind::kList:
          EXPECT_TRUE(facts.reads);
          EXPECT_EQ(RowsField(facts.method->output_type())->message_type(), facts.resource);
          break;
        case MethodKind::kCreate:
        case MethodKind::kUpdate:
          EXPECT_NE(facts.body, nullptr);
          EXPECT_EQ(facts.method->output_type(), facts.resource);
          EXPECT_TRUE(facts.once);
          break;
        case MethodKind::kDelete:
        case MethodKind::kBatchCreate:
          EXPECT_TRUE(facts.once);
          break;
        case MethodKind::kVerb:
          EXPECT_EQ(facts.target.text(), "name");
          EXPECT_NE(facts.reads, facts.once);
          break;
        case MethodKind::kOther:
          EXPECT_EQ(facts.resource, nullptr);
          break;
      }
    }
  }
  EXPECT_EQ(with_getter, std::set<const Descriptor*>(AllResources().begin(), AllResources().end()));
}

}  // namespace
}  // namespace cofi::clients
