#include "services/reporting/entries.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/refusal.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "services/reporting/answering.h"
#include "services/reporting/explanation_rules.h"
#include "services/reporting/gather.h"
#include "services/reporting/join.h"
#include "services/reporting/list_pages.h"
#include "services/reporting/statement_rules.h"

namespace cofi::reporting {
namespace {

namespace money = budgets::v1;

// How often facts and a list are asked for anew that did not fit together, because somebody wrote
// in between.
constexpr int kAttemptsMax = 3;
// Entries that are looked at for one figure.
constexpr size_t kEntriesMax = 20'000;

using Facts = std::shared_ptr<const GatheredFacts>;

// The facts of one project: those of the memory, if it has them already.
void FactsFor(const Inquiry& inquiry, const std::string& project, PageMemory* memory,
              std::function<void(absl::StatusOr<Facts>)> done) {
  if (memory != nullptr && memory->facts != nullptr) return done(memory->facts);
  Gather(inquiry, project,
         [memory, done = std::move(done)](absl::StatusOr<GatheredFacts> gathered) {
           if (!gathered.ok()) return done(gathered.status());
           auto facts = std::make_shared<const GatheredFacts>(*std::move(gathered));
           if (memory != nullptr) memory->facts = facts;
           done(std::move(facts));
         });
}

// The last entry of the project's journal that its money is told from.
int64_t MoneySequence(const GatheredFacts& gathered) {
  for (const JournalPosition& position : gathered.projects.front().positions) {
    if (position.journal() == clients::JournalOf(kBudgets)) return position.sequence();
  }
  return 0;
}

// A page of a list beside the facts.
template <typename Request, typename Response>
struct PageBeside {
  Request request;
  Response page;
  Facts facts;
};

// Asks for the facts of a project, and for a page that was read at the same moment: `ask_for`
// says which, once the facts' day is known.
template <typename Request, typename Response>
void ReadBeside(const Inquiry& inquiry, const std::string& project, PageMemory* memory,
                const std::function<Request(const GatheredFacts&)>& ask_for,
                const std::function<void(absl::StatusOr<PageBeside<Request, Response>*>)>& done,
                int attempt = 1) {
  FactsFor(inquiry, project, memory, [=](const absl::StatusOr<Facts>& facts) {
    if (!facts.ok()) return done(facts.status());
    const auto beside = std::make_shared<PageBeside<Request, Response>>();
    beside->facts = *facts;
    beside->request = ask_for(**facts);
    Ask(inquiry, kBudgets, beside->request, &beside->page, [=](const absl::Status& status) {
      if (!status.ok()) return done(status);
      if (beside->page.journal_sequence() == MoneySequence(*beside->facts)) {
        return done(beside.get());
      }
      // Pages before this one were told from facts that are no more.
      const bool goes_on = memory != nullptr && !beside->request.page_token().empty();
      if (goes_on || attempt == kAttemptsMax) {
        return done(Refuse(type::v1::REASON_REPORT_CHANGED, {{"name", project}}));
      }
      if (memory != nullptr) memory->facts = nullptr;
      ReadBeside<Request, Response>(inquiry, project, memory, ask_for, done, attempt + 1);
    });
  });
}

template <typename List, typename Request>
List ListOf(const GatheredFacts& gathered, const Request& request) {
  List list;
  list.set_parent(request.parent());
  *list.mutable_as_of_date() = DateFromDay(gathered.as_of);
  list.set_page_size(request.page_size());
  list.set_page_token(request.page_token());
  return list;
}

// A statement of a project's entries: a page of `List`, of which `make` makes the answer.
template <typename List, typename Page, typename Request, typename Answer, typename Fill,
          typename Function>
void FindStatement(const Inquiry& inquiry, const Request& request, Language language,
                   PageMemory* memory, Fill fill, Function make, Answer* answer,
                   const Answered& done) {
  if (const absl::Status asked = CheckAsked(request, Every::kRefused); !asked.ok()) {
    return done(asked);
  }
  // The messages stay until `done` is called.
  ReadBeside<List, Page>(
      inquiry, request.parent(), memory,
      [&request, fill](const GatheredFacts& gathered) {
        List list = ListOf<List>(gathered, request);
        fill(request, &list);
        return list;
      },
      [=, &request](const absl::StatusOr<PageBeside<List, Page>*>& read) {
        if (!read.ok()) return done(read.status());
        const GatheredFacts& gathered = *(*read)->facts;
        if (const absl::Status known = CheckFunder(gathered, request); !known.ok()) {
          return done(known);
        }
        *answer = make(gathered.projects.front(), (*read)->page, request);
        answer->set_next_page_token((*read)->page.next_page_token());
        done(Finish(gathered, request, language, answer));
      });
}

// All of a list of the project's money, as of the day of the facts.
template <typename Request, typename Response, typename Row, typename Field>
void ReadAll(const Inquiry& inquiry, const GatheredFacts& gathered, const std::string& filter,
             Field field, std::vector<Row>* rows, const Done& done) {
  const auto listing = std::make_shared<Listing<Request, Response, Row>>();
  listing->request.set_parent(gathered.projects.front().project.name());
  listing->request.set_filter(filter);
  *listing->request.mutable_as_of_date() = DateFromDay(gathered.as_of);
  listing->rows_max = kEntriesMax;
  listing->take = [field](Response& page, std::vector<Row>* taken) {
    TakeAll(field(&page), taken);
    return true;
  };
  ReadList<Request, Response, Row>(inquiry, kBudgets, listing, [=](const absl::Status& status) {
    if (status.ok()) *rows = std::move(listing->rows);
    done(status);
  });
}

}  // namespace

void FindExpenses(const Inquiry& inquiry, const v1::GetExpenseStatementRequest& request,
                  Language language, PageMemory* memory, v1::ExpenseStatement* answer,
                  const Answered& done) {
  FindStatement<money::ListExpensesRequest, money::ListExpensesResponse>(
      inquiry, request, language, memory,
      [](const v1::GetExpenseStatementRequest& asked, money::ListExpensesRequest* list) {
        list->set_filter(ExpenseFilter(asked));
        list->set_order_by(ExpenseOrder(asked));
      },
      [](const ProjectFacts& facts, const money::ListExpensesResponse& page,
         const v1::GetExpenseStatementRequest& asked) {
        return MakeExpenseStatement(facts, {page.expenses().begin(), page.expenses().end()}, asked);
      },
      answer, done);
}

void FindReceipts(const Inquiry& inquiry, const v1::GetReceiptStatementRequest& request,
                  Language language, PageMemory* memory, v1::ReceiptStatement* answer,
                  const Answered& done) {
  FindStatement<money::ListReceiptsRequest, money::ListReceiptsResponse>(
      inquiry, request, language, memory,
      [](const v1::GetReceiptStatementRequest& asked, money::ListReceiptsRequest* list) {
        list->set_filter(ReceiptFilter(asked));
        list->set_order_by(ReceiptOrder(asked));
      },
      [](const ProjectFacts& facts, const money::ListReceiptsResponse& page,
         const v1::GetReceiptStatementRequest& asked) {
        return MakeReceiptStatement(facts, {page.receipts().begin(), page.receipts().end()}, asked);
      },
      answer, done);
}

void FindExplanation(const Inquiry& inquiry, const v1::ExplainFigureRequest& request,
                     Language language, v1::FigureExplanation* answer, const Answered& done) {
  const absl::StatusOr<FigureName> figure = ParseFigure(request.figure());
  if (!figure.ok()) return done(figure.status());
  // Of a period, the figure is as of its end.
  Inquiry asked = inquiry;
  if (IsSet(figure->to)) asked.as_of = figure->to;
  const FigureNeeds needs = NeedsOf(*figure);
  asked.expense_files = needs.expenses.has_value();
  FactsFor(
      asked, figure->project, /*memory=*/nullptr,
      [=, &request, figure = *figure](const absl::StatusOr<Facts>& facts) {
        if (!facts.ok()) return done(facts.status());
        const auto books = std::make_shared<Books>();
        const auto join =
            std::make_shared<Join>([=, &request, facts = *facts](const absl::Status& status) {
              if (!status.ok()) return done(status);
              auto made = ExplainFigure(facts->projects.front(), *books, figure, language);
              if (!made.ok()) return done(made.status());
              *answer = *std::move(made);
              done(Finish(*facts, request, language, answer));
            });
        if (needs.expenses.has_value()) {
          ReadAll<money::ListExpensesRequest, money::ListExpensesResponse>(
              asked, **facts, *needs.expenses, [](auto* page) { return page->mutable_expenses(); },
              &books->expenses, join->Begin());
        }
        if (needs.commitments.has_value()) {
          ReadAll<money::ListCommitmentsRequest, money::ListCommitmentsResponse>(
              asked, **facts, *needs.commitments,
              [](auto* page) { return page->mutable_commitments(); }, &books->commitments,
              join->Begin());
        }
        if (needs.receipts.has_value()) {
          ReadAll<money::ListReceiptsRequest, money::ListReceiptsResponse>(
              asked, **facts, *needs.receipts, [](auto* page) { return page->mutable_receipts(); },
              &books->receipts, join->Begin());
        }
        if (needs.contributions.has_value()) {
          ReadAll<money::ListContributionsRequest, money::ListContributionsResponse>(
              asked, **facts, *needs.contributions,
              [](auto* page) { return page->mutable_contributions(); }, &books->contributions,
              join->Begin());
        }
        join->Begun();
      });
}

}  // namespace cofi::reporting
