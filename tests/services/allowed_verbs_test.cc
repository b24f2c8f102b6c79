// `allowed_verbs` say what the verbs themselves do, of every resource in every state.

#include "services/rpc/allowed_verbs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/methods.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "services/applications/service.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "services/projects/service.h"
#include "services/rpc/host.h"
#include "services/rpc/referrers.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi {
namespace {

using google::protobuf::MethodDescriptor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using Messages = std::vector<std::shared_ptr<Message>>;

template <typename M>
std::shared_ptr<Message> Row(const std::string& text) {
  return std::make_shared<M>(FromText<M>(text));
}

// What refuses a verb because of the state that its resource is in.
bool IsForTheState(const absl::Status& refusal) {
  switch (ReasonOf(refusal)) {
    case type::v1::REASON_VERB_NOT_ALLOWED:
    case type::v1::REASON_ALREADY_PAID:
    case type::v1::REASON_ALREADY_REVERSED:
    case type::v1::REASON_PAYMENT_NOT_FOUND:
    case type::v1::REASON_CREDITED:
    // A project that waits says why it may not start.
    case type::v1::REASON_START_CONDITION_NOT_MET:
    case type::v1::REASON_NO_ADOPTED_BUDGET:
      return true;
    default:
      return false;
  }
}

bool IsCalledOn(const MethodDescriptor* method, const Descriptor* type) {
  const FieldDescriptor* name = method->input_type()->FindFieldByName("name");
  return method->output_type() == type && name != nullptr && rpc::NamedBy(name) == type &&
         method != clients::GetterOf(type);
}

class AllowedVerbs : public ::testing::Test {
 protected:
  void Serve(const std::string& service, const std::vector<db::Store::Migration>& migrations,
             std::unique_ptr<rpc::Host> (*make)(db::Store*, const rpc::Peers*)) {
    store_ =
        db::Store::Open({.database = NewDatabase(), .folder = folder_.path(), .service = service},
                        migrations)
            .value();
    host_ = make(store_.get(), &peers_);
    (void)host_->Seal();
  }

  // What `act` makes of a store that has the rows; nothing is kept.
  void On(const Messages& rows, const db::Store::Function& act) {
    const absl::Status ended = store_->WriteAndWait(
        {.root = "projects/p", .verb = "Test"}, [&](db::Transaction& tx) -> absl::Status {
          for (const auto& each : rows) {
            std::unique_ptr<Message> row(each->New());
            row->CopyFrom(*each);
            COFI_RETURN_IF_ERROR(TableOf(*row)->Insert(tx, row.get()));
          }
          COFI_RETURN_IF_ERROR(act(tx));
          return absl::CancelledError("done");
        });
    EXPECT_TRUE(absl::IsCancelled(ended)) << ended.ToString();
  }

  const db::TableBase* TableOf(const Message& row) {
    for (const auto& each : host_->resources()) {
      if (each->table->type() == row.GetDescriptor()) return each->table;
    }
    ADD_FAILURE() << row.GetDescriptor()->full_name();
    return nullptr;
  }

  absl::Status Call(db::Transaction& tx, const Message& request, Message* response) {
    return host_->Find(request.GetDescriptor())->handler->function(tx, request, response);
  }

  static std::vector<std::string> VerbsOf(const Message& resource) {
    std::vector<std::string> verbs;
    const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName("allowed_verbs");
    const int count = resource.GetReflection()->FieldSize(resource, field);
    verbs.reserve(count);
    for (int i = 0; i < count; ++i) {
      verbs.push_back(resource.GetReflection()->GetRepeatedString(resource, field, i));
    }
    return verbs;
  }

  // Tries each verb of the last of the rows, and returns those that it allows.
  std::vector<std::string> Check(const Messages& rows) {
    const Message& row = *rows.back();
    const Descriptor* type = row.GetDescriptor();
    std::vector<std::string> allowed;
    On(rows, [&](db::Transaction& tx) -> absl::Status {
      const auto get = NewMessage(clients::GetterOf(type)->input_type());
      SetStringField(get.get(), "name", StringField(row, "name"));
      const auto there = NewMessage(type);
      COFI_RETURN_IF_ERROR(Call(tx, *get, there.get()));
      allowed = VerbsOf(*there);
      return absl::OkStatus();
    });
    for (const auto* service : clients::AllServices()) {
      for (int i = 0; i < service->method_count(); ++i) {
        const MethodDescriptor* verb = service->method(i);
        if (!IsCalledOn(verb, type)) continue;
        const bool allows = absl::c_linear_search(allowed, verb->name());
        On(rows, [&](db::Transaction& tx) {
          const auto request = NewMessage(verb->input_type());
          SetStringField(request.get(), "name", StringField(row, "name"));
          const auto answer = NewMessage(type);
          const absl::Status said = Call(tx, *request, answer.get());
          EXPECT_EQ(allows, !IsForTheState(said)) << verb->name() << " of\n"
                                                  << row.Utf8DebugString() << said.ToString();
          ExpectKeptNowhere(tx, StringField(row, "name"));
          ++calls_;
          return absl::OkStatus();
        });
      }
    }
    return allowed;
  }

  // They are of the moment, and not of the resource.
  void ExpectKeptNowhere(db::Transaction& tx, const std::string& name) {
    int found = 0;
    EXPECT_THAT(tx.Run("SELECT state FROM journal WHERE root = $1 AND name = $2",
                       {absl::string_view("projects/p"), absl::string_view(name)},
                       [&](const db::Row& row) {
                         const auto kept = NewMessage(rpc::TypeOfName(name));
                         EXPECT_TRUE(kept->ParseFromString(std::string(row.Text(0))));
                         EXPECT_THAT(VerbsOf(*kept), IsEmpty());
                         ++found;
                         return absl::OkStatus();
                       }),
                IsOk());
    EXPECT_GE(found, 1);
  }

  // Every value of a `state`.
  template <typename M>
  static std::vector<typename M::State> States() {
    std::vector<typename M::State> states;
    const EnumDescriptor* type = google::protobuf::GetEnumDescriptor<typename M::State>();
    for (int i = 1; i < type->value_count(); ++i) {
      states.push_back(static_cast<typename M::State>(type->value(i)->number()));
    }
    return states;
  }

  const Folder folder_;
  const rpc::Peers peers_{std::vector<std::string>()};
  std::unique_ptr<db::Store> store_;
  std::unique_ptr<rpc::Host> host_;
  int calls_ = 0;
};

TEST_F(AllowedVerbs, OfProjects) {
  using projects::v1::Project;
  Serve("projects", projects::Migrations(), &projects::MakeHost);
  for (const auto state : States<Project>()) {
    for (const char* condition : {"", "secured_basis_points: 8000"}) {
      auto row =
          Row<Project>(absl::StrCat("name: 'projects/p' currency: 'EUR' time_zone:"
                                    " 'Europe/Paris' start_condition { ",
                                    condition, " } state_date { year: 2018 month: 1 day: 1 }"));
      static_cast<Project&>(*row).set_state(state);
      const std::vector<std::string> allowed = Check({row});
      // What is told of the state may be of yesterday; what may be done is of now.
      if (state == Project::STATE_FINANCING) {
        // What there is to undo, the journal knows and no state.
        const std::vector<std::string> expected =
            *condition == '\0'
                ? std::vector<std::string>{"StartProject", "AbandonProject", "UndoProject"}
                : std::vector<std::string>{"AbandonProject", "UndoProject"};
        EXPECT_EQ(allowed, expected);
      }
      if (state == Project::STATE_CLOSED || state == Project::STATE_ABANDONED) {
        EXPECT_THAT(allowed, ElementsAre("ReopenProject", "UndoProject"));
      }
    }
  }
  EXPECT_GE(calls_, 6 * 2 * 6);
}

TEST_F(AllowedVerbs, OfApplications) {
  using applications::v1::Application;
  Serve("applications", applications::Migrations(), &applications::MakeHost);
  for (const auto state : States<Application>()) {
    auto row = Row<Application>(
        "name: 'projects/p/applications/a'"
        " requested_amount { currency_code: 'EUR' units: 10 }");
    static_cast<Application&>(*row).set_state(state);
    const std::vector<std::string> allowed = Check({row});
    if (state == Application::STATE_AWARDED_CONDITIONALLY) {
      EXPECT_THAT(allowed,
                  ElementsAre("AwardApplication", "RejectApplication", "WithdrawApplication",
                              "SignApplicationAgreement", "UndoApplication"));
    }
    if (state == Application::STATE_REJECTED) {
      EXPECT_THAT(allowed, ElementsAre("ReconsiderApplication", "UndoApplication"));
    }
    if (state == Application::STATE_WITHDRAWN || state == Application::STATE_CLOSED) {
      EXPECT_THAT(allowed, ElementsAre("ReopenApplication", "UndoApplication"));
    }
  }
  EXPECT_GE(calls_, 11 * 13);
}

TEST_F(AllowedVerbs, OfStagesWithTheirApplications) {
  using applications::v1::Application;
  using applications::v1::Stage;
  Serve("applications", applications::Migrations(), &applications::MakeHost);
  for (const auto of_application : States<Application>()) {
    auto application = Row<Application>("name: 'projects/p/applications/a'");
    static_cast<Application&>(*application).set_state(of_application);
    for (const auto state : States<Stage>()) {
      auto stage = Row<Stage>("name: 'projects/p/applications/a/stages/s'");
      static_cast<Stage&>(*stage).set_state(state);
      const std::vector<std::string> allowed = Check({application, stage});
      if (of_application == Application::STATE_ON_HOLD && state == Stage::STATE_OPEN) {
        EXPECT_THAT(allowed, ElementsAre("SubmitStage", "FailStage", "SkipStage", "ExtendStage",
                                         "UndoStage"));
      }
      // Its application stays where it stands, wherever that is.
      if (of_application == Application::STATE_ON_HOLD && state == Stage::STATE_SUBMITTED) {
        EXPECT_THAT(allowed, ElementsAre("ReturnStage", "FailStage", "SkipStage", "ExtendStage",
                                         "UndoStage"));
      }
    }
  }
  EXPECT_GE(calls_, 11 * 6 * 7);
}

TEST_F(AllowedVerbs, OfObligations) {
  using applications::v1::Obligation;
  Serve("applications", applications::Migrations(), &applications::MakeHost);
  const auto application =
      Row<applications::v1::Application>("name: 'projects/p/applications/a' state: STATE_AGREED");
  for (const auto state : States<Obligation>()) {
    auto row = Row<Obligation>("name: 'projects/p/applications/a/obligations/o'");
    static_cast<Obligation&>(*row).set_state(state);
    // A due date may be moved in any state.
    EXPECT_THAT(Check({application, row}), IsSupersetOf({"ExtendObligation"}));
  }
  EXPECT_GE(calls_, 3 * 4);
}

TEST_F(AllowedVerbs, OfBudgetsAndCommitments) {
  Serve("budgets", budgets::Migrations(), &budgets::MakeHost);
  for (const auto state : States<budgets::v1::Budget>()) {
    auto row = Row<budgets::v1::Budget>("name: 'projects/p/budgets/v1' version: 1");
    static_cast<budgets::v1::Budget&>(*row).set_state(state);
    Check({row});
  }
  for (const auto state : States<budgets::v1::Commitment>()) {
    auto row = Row<budgets::v1::Commitment>(
        "name: 'projects/p/commitments/c' line: 'projects/p/lines/62'"
        " amount { currency_code: 'EUR' units: 10 }"
        " commitment_date { year: 2018 month: 1 day: 1 }"
        " state_date { year: 2018 month: 1 day: 1 }");
    static_cast<budgets::v1::Commitment&>(*row).set_state(state);
    Check({row});
  }
  EXPECT_GE(calls_, 3 * 2 + 3 * 1);
}

TEST_F(AllowedVerbs, OfFiscalYears) {
  Serve("budgets", budgets::Migrations(), &budgets::MakeHost);
  for (const auto state : States<budgets::v1::FiscalYear>()) {
    auto row = Row<budgets::v1::FiscalYear>(
        "name: 'projects/p/fiscalYears/2018'"
        " start_date { year: 2018 month: 1 day: 1 } end_date { year: 2018 month: 12 day: 31 }"
        " state_date { year: 2019 month: 1 day: 1 }");
    static_cast<budgets::v1::FiscalYear&>(*row).set_state(state);
    const bool open = state == budgets::v1::FiscalYear::STATE_OPEN;
    EXPECT_THAT(Check({row}), ElementsAre(open ? "CloseFiscalYear" : "ReopenFiscalYear"));
  }
  EXPECT_GE(calls_, 2 * 2);
}

TEST_F(AllowedVerbs, OfEntries) {
  Serve("budgets", budgets::Migrations(), &budgets::MakeHost);
  for (const char* undone :
       {"", "reversed_by: 'projects/p/expenses/r-e'", "reverses: 'projects/p/expenses/e0'"}) {
    for (const char* paid : {"", "payment_date { year: 2018 month: 3 day: 1 }"}) {
      const auto row = Row<budgets::v1::Expense>(
          absl::StrCat("name: 'projects/p/expenses/e' line: 'projects/p/lines/62' uid: 'u'"
                       " amount { currency_code: 'EUR' units: 10 }"
                       " own_funds_amount { currency_code: 'EUR' units: 10 }"
                       " invoice_date { year: 2018 month: 2 day: 1 } ",
                       undone, " ", paid));
      const std::vector<std::string> allowed = Check({row});
      if (*undone == '\0') {
        const std::vector<std::string> expected =
            *paid == '\0'
                ? std::vector<std::string>{"PayExpense",   "ReverseExpense", "CreditExpense",
                                           "ShareExpense", "CorrectExpense", "RepeatExpense"}
                : std::vector<std::string>{"ReverseExpensePayment", "ReverseExpense",
                                           "CreditExpense",         "ShareExpense",
                                           "CorrectExpense",        "RepeatExpense"};
        EXPECT_EQ(allowed, expected);
      }
    }
    Check({Row<budgets::v1::Receipt>(absl::StrCat(
        "name: 'projects/p/receipts/r' grant: 'projects/p/grants/g' uid: 'u'"
        " amount { currency_code: 'EUR' units: 10 } receipt_date { year: 2018 month: 2 day: 1 } ",
        absl::StrReplaceAll(undone, {{"expenses", "receipts"}})))});
    Check({Row<budgets::v1::Contribution>(
        absl::StrCat("name: 'projects/p/contributions/k' line: 'projects/p/lines/864' uid: 'u'"
                     " source_line: 'projects/p/lines/87' amount { currency_code: 'EUR' units: 10 }"
                     " contribution_date { year: 2018 month: 2 day: 1 } ",
                     absl::StrReplaceAll(undone, {{"expenses", "contributions"}})))});
  }
  EXPECT_GE(calls_, 3 * 2 * 2 + 3 * 1 + 3 * 1);
}

TEST_F(AllowedVerbs, AreOfThePresentAndInEveryAnswer) {
  Serve("budgets", budgets::Migrations(), &budgets::MakeHost);
  const auto row =
      Row<budgets::v1::Budget>("name: 'projects/p/budgets/v1' version: 1 state: STATE_DRAFT");
  On({row}, [&](db::Transaction& tx) -> absl::Status {
    budgets::v1::GetBudgetRequest get;
    get.set_name("projects/p/budgets/v1");
    budgets::v1::Budget budget;
    *get.mutable_as_of_date() = cofi::On("2018-03-01");
    COFI_RETURN_IF_ERROR(Call(tx, get, &budget));
    EXPECT_THAT(budget.allowed_verbs(), IsEmpty());
    get.clear_as_of_date();
    get.mutable_known_at()->set_journal_sequence(1);
    budget.Clear();
    COFI_RETURN_IF_ERROR(Call(tx, get, &budget));
    EXPECT_THAT(budget.allowed_verbs(), IsEmpty());

    budgets::v1::ListBudgetsRequest list;
    list.set_parent("projects/p");
    budgets::v1::ListBudgetsResponse page;
    COFI_RETURN_IF_ERROR(Call(tx, list, &page));
    EXPECT_THAT(page.budgets(0).allowed_verbs(),
                ElementsAre("AdoptBudget", "TransferBudget", "UndoBudget"));
    *list.mutable_as_of_date() = cofi::On("2018-03-01");
    page.Clear();
    COFI_RETURN_IF_ERROR(Call(tx, list, &page));
    EXPECT_THAT(page.budgets(0).allowed_verbs(), IsEmpty());

    budgets::v1::AdoptBudgetRequest adopt;
    adopt.set_name("projects/p/budgets/v1");
    budget.Clear();
    COFI_RETURN_IF_ERROR(Call(tx, adopt, &budget));
    EXPECT_THAT(budget.allowed_verbs(), ElementsAre("TransferBudget", "UndoBudget"))
        << "now it is adopted";
    return absl::OkStatus();
  });
}

TEST_F(AllowedVerbs, AreMethodsOrTheServerDoesNotStart) {
  rpc::Rules<budgets::v1::Budget> rules;
  rules.verbs = {{"ADOPT", "BURN"}, [](db::Transaction&, const budgets::v1::Budget&) {
                   return absl::StatusOr<VerbList>(VerbList());
                 }};
  const rpc::Resource burning(budgets::Budgets(), rules);
  rpc::Method method(clients::MethodOf(budgets::v1::GetBudgetRequest::descriptor()));
  method.handler = {.kind = rpc::HandlerKind::kRead,
                    .function = [](auto&, const auto&, auto*) { return absl::OkStatus(); },
                    .async = {}};
  EXPECT_DEATH(rpc::TellAllowedVerbs(burning, &method), "no method for BURN of cofi.budgets.v1");
  const rpc::Resource silent(budgets::Budgets(), rpc::Rules<budgets::v1::Budget>{});
  EXPECT_DEATH(rpc::TellAllowedVerbs(silent, &method), "cofi.budgets.v1.Budget");
}

}  // namespace
}  // namespace cofi
