#include "services/budgets/verify_funding.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/status.h"
#include "clients/peer.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "db/journal.h"
#include "services/budgets/funding_relay.h"
#include "services/rpc/verify_resource.h"

namespace cofi::budgets {
namespace {

using projects::v1::Funding;
using projects::v1::Project;

constexpr int kProjectsPerPage = 100;

// What this service has of a project's funding, and where its last change stands in the feed.
struct Picture {
  std::string project;
  Funding funding;
  int64_t position = 0;
  // Whether the relay has told that.
  bool told = false;
};

bool Same(const Funding& one, const Funding& other) {
  return one.SerializeAsString() == other.SerializeAsString();
}

// `10000.00 2018-01-02, aide 5000.00 2018-02-01`: the plan, then the awards.
std::string TextOf(const Funding& funding) {
  std::string text = absl::StrCat(DecimalFromMinor(Minor(funding.planned_expenses())), " ",
                                  IsoDate(funding.adoption_date()));
  for (const projects::v1::Award& award : funding.awards()) {
    absl::StrAppend(&text, ", ", IdOf(award.application()), " ",
                    DecimalFromMinor(Minor(award.amount())), " ", IsoDate(award.award_date()));
  }
  return text;
}

absl::Status ReadPlace(db::Transaction& tx, Picture* picture) {
  COFI_ASSIGN_OR_RETURN(
      picture->position,
      tx.Number("SELECT MAX(rowid) FROM journal WHERE root = $1 AND type IN ($2, $3)",
                {absl::string_view(picture->project),
                 absl::string_view(v1::Budget::descriptor()->full_name()),
                 absl::string_view(v1::Grant::descriptor()->full_name())}));
  picture->told = picture->position == 0;
  return tx.Run("SELECT cursor FROM follower WHERE root = $1 AND service = $2",
                {absl::string_view(kSharedRoot), absl::string_view(kFundingRelay)},
                [&](const db::Row& row) {
                  const auto told = db::ParseCursor(row.Text(0));
                  picture->told |= told.ok() && told->position >= picture->position;
                  return absl::OkStatus();
                });
}

absl::StatusOr<Picture> ReadPicture(db::Transaction& tx, const std::string& project) {
  Picture picture{.project = project};
  COFI_RETURN_IF_ERROR(ReadFunding(tx, project, &picture.funding));
  return picture;
}

class FundingProof : public std::enable_shared_from_this<FundingProof> {
 public:
  FundingProof(db::Store* store, const rpc::Peers* peers,
               std::function<void(const absl::Status&)> done)
      : store_(store), peers_(peers), done_(std::move(done)) {}

  void AskPage() {
    list_.set_page_size(kProjectsPerPage);
    Ask(list_, &page_, [self = shared_from_this()](const absl::Status& status) {
      if (!status.ok()) return self->Done(status);
      self->Read([self](db::Transaction& tx) { return self->Compare(tx); });
    });
  }

 private:
  void Ask(const google::protobuf::Message& request, google::protobuf::Message* response,
           std::function<void(const absl::Status&)> answered) {
    const auto peer = peers_->Get("projects", {});
    if (!peer.ok()) return Done(peer.status());
    peer->Call(request, response, [answered = std::move(answered)](const grpc::Status& status) {
      answered(clients::FromPeer("projects", status));
    });
  }

  // Goes on with the next question if what is read is as it should be.
  void Read(db::Store::Function function) {
    store_->Read({}, std::move(function), [self = shared_from_this()](const absl::Status& status) {
      status.ok() ? self->AskNext() : self->Done(status);
    });
  }

  absl::Status Compare(db::Transaction& tx) {
    differing_.clear();
    for (const Project& project : page_.projects()) {
      COFI_ASSIGN_OR_RETURN(Picture picture, ReadPicture(tx, project.name()));
      if (Same(picture.funding, project.funding())) continue;
      COFI_RETURN_IF_ERROR(ReadPlace(tx, &picture));
      if (picture.told) differing_.push_back(std::move(picture));
    }
    return absl::OkStatus();
  }

  void AskNext() {
    if (differing_.empty()) {
      if (page_.next_page_token().empty()) return Done(absl::OkStatus());
      list_.set_page_token(page_.next_page_token());
      return AskPage();
    }
    before_ = std::move(differing_.back());
    differing_.pop_back();
    get_.set_name(before_.project);
    Ask(get_, &project_, [self = shared_from_this()](const absl::Status& status) {
      // It may be gone by now.
      if (absl::IsNotFound(status)) return self->AskNext();
      if (!status.ok()) return self->Done(status);
      self->Read([self](db::Transaction& tx) { return self->CompareAgain(tx); });
    });
  }

  absl::Status CompareAgain(db::Transaction& tx) {
    COFI_ASSIGN_OR_RETURN(Picture now, ReadPicture(tx, before_.project));
    COFI_RETURN_IF_ERROR(ReadPlace(tx, &now));
    if (now.position != before_.position || Same(now.funding, project_.funding())) {
      return absl::OkStatus();
    }
    return rpc::Broken(project_, "funding", TextOf(now.funding), TextOf(project_.funding()));
  }

  void Done(const absl::Status& status) { std::exchange(done_, nullptr)(status); }

  db::Store* const store_;
  const rpc::Peers* const peers_;
  std::function<void(const absl::Status&)> done_;
  // One question at a time, so no two threads have these at once.
  projects::v1::ListProjectsRequest list_;
  projects::v1::ListProjectsResponse page_;
  projects::v1::GetProjectRequest get_;
  Project project_;
  std::vector<Picture> differing_;
  Picture before_;
};

}  // namespace

void VerifyFunding(db::Store* store, const rpc::Peers* peers,
                   std::function<void(const absl::Status&)> done) {
  std::make_shared<FundingProof>(store, peers, std::move(done))->AskPage();
}

}  // namespace cofi::budgets
