// The statement of a payment claim: the facts of a project, and beside them the claim with its
// expenses and the files that support it; or the claims of the project.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/refusal.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "services/reporting/answering.h"
#include "services/reporting/claim_statement_rules.h"
#include "services/reporting/entries.h"
#include "services/reporting/gather.h"
#include "services/reporting/join.h"
#include "services/reporting/list_pages.h"

namespace cofi::reporting {
namespace {

namespace files = attachments::v1;
namespace money = budgets::v1;

// Claims, or files, that are looked at.
constexpr size_t kRowsMax = 20'000;

// One question on its way.
struct ClaimSearch {
  GatheredFacts gathered;
  ClaimBooks books;
  budgets::internal::v1::ClaimedExpenses claimed;
  // How far the journal of files was read.
  int64_t attachments_at = 0;
};

// Of a day that was asked for, or that of a moment; drafts are told of today alone.
template <typename Request>
void SetDay(const v1::GetClaimStatementRequest& asked, const ClaimSearch& search,
            Request* request) {
  if (!asked.has_as_of_date() && !asked.has_known_at()) return;
  *request->mutable_as_of_date() = DateFromDay(search.gathered.projects.front().as_of);
}

void ReadClaims(const Inquiry& inquiry, const v1::GetClaimStatementRequest& asked,
                ClaimSearch* search, Done done) {
  const auto listing = std::make_shared<
      Listing<money::ListClaimsRequest, money::ListClaimsResponse, money::Claim>>();
  listing->request.set_parent(absl::StrCat(asked.parent(), "/grants/-"));
  SetDay(asked, *search, &listing->request);
  listing->rows_max = kRowsMax;
  listing->take = [](money::ListClaimsResponse& page, std::vector<money::Claim>* claims) {
    TakeAll(page.mutable_claims(), claims);
    return true;
  };
  ReadList<money::ListClaimsRequest, money::ListClaimsResponse, money::Claim>(
      inquiry, kBudgets, listing, [=, done = std::move(done)](const absl::Status& status) {
        search->books.claims = std::move(listing->rows);
        done(status);
      });
}

void ReadClaim(const Inquiry& inquiry, const v1::GetClaimStatementRequest& asked,
               ClaimSearch* search, Done done) {
  budgets::internal::v1::ReadClaimedRequest request;
  request.set_name(asked.claim());
  SetDay(asked, *search, &request);
  Ask(inquiry, kBudgets, std::move(request), &search->claimed,
      [=, done = std::move(done)](const absl::Status& status) {
        if (!status.ok()) return done(InField("claim", status));
        search->books.one = true;
        search->books.claims.push_back(std::move(*search->claimed.mutable_claim()));
        TakeAll(search->claimed.mutable_expenses(), &search->books.expenses);
        done(absl::OkStatus());
      });
}

void ReadSupport(const Inquiry& inquiry, const v1::GetClaimStatementRequest& asked,
                 ClaimSearch* search, Done done) {
  const auto listing = std::make_shared<
      Listing<files::ListAttachmentsRequest, files::ListAttachmentsResponse, files::Attachment>>();
  listing->request.set_parent(asked.parent());
  listing->request.set_filter(absl::StrCat("claim = \"", asked.claim(), "\" OR expense:*"));
  listing->rows_max = kRowsMax;
  listing->take = [](files::ListAttachmentsResponse& page, std::vector<files::Attachment>* all) {
    TakeAll(page.mutable_attachments(), all);
    return true;
  };
  ReadList<files::ListAttachmentsRequest, files::ListAttachmentsResponse, files::Attachment>(
      inquiry, kAttachments, listing, [=, done = std::move(done)](const absl::Status& status) {
        search->books.attachments = std::move(listing->rows);
        search->attachments_at = listing->page.journal_sequence();
        done(status);
      });
}

absl::Status CheckClaim(const v1::GetClaimStatementRequest& request) {
  COFI_RETURN_IF_ERROR(CheckAsked(request, Every::kRefused));
  if (request.claim().empty()) return absl::OkStatus();
  COFI_RETURN_IF_ERROR(
      InField("claim", NamePattern::Of(money::Claim::descriptor()).Check(request.claim())));
  if (RootOf(request.claim()) == request.parent()) return absl::OkStatus();
  return InField("claim",
                 Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", request.claim()}}));
}

}  // namespace

void FindClaimStatement(const Inquiry& inquiry, const v1::GetClaimStatementRequest& request,
                        Language language, v1::ClaimStatement* answer, const Answered& done) {
  if (const absl::Status asked = CheckClaim(request); !asked.ok()) return done(asked);
  // The messages stay until `done` is called.
  Gather(inquiry, request.parent(), [=, &request](absl::StatusOr<GatheredFacts> gathered) {
    if (!gathered.ok()) return done(gathered.status());
    const auto search = std::make_shared<ClaimSearch>();
    search->gathered = *std::move(gathered);
    const auto join = std::make_shared<Join>([=, &request](const absl::Status& status) {
      if (!status.ok()) return done(status);
      ProjectFacts& facts = search->gathered.projects.front();
      *answer = MakeClaimStatement(facts, search->books);
      if (search->books.one) {
        facts.positions.push_back(
            PositionIn(kAttachments, facts.project.name(), search->attachments_at));
      }
      done(Finish(search->gathered, request, language, answer));
    });
    if (request.claim().empty()) {
      ReadClaims(inquiry, request, search.get(), join->Begin());
    } else {
      ReadClaim(inquiry, request, search.get(), join->Begin());
      ReadSupport(inquiry, request, search.get(), join->Begin());
    }
    join->Begun();
  });
}

}  // namespace cofi::reporting
