#include "services/journal/leads.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/journal.h"
#include "services/journal/journals.h"
#include "services/rpc/verb.h"

namespace cofi::journal {
namespace {

using journal::v1::Follower;
using journal::v1::LeadFollowerRequest;
using journal::v1::ReadFollowersRequest;
using journal::v1::ReadFollowersResponse;
using Done = std::function<void(const absl::Status&)>;

absl::Status ReadCursor(db::Transaction& tx, Follower* follower) {
  follower->clear_cursor();
  return tx.Run("SELECT cursor FROM follower WHERE root = $1 AND service = $2",
                {absl::string_view(kSharedRoot), IdOf(follower->name())}, [&](const db::Row& row) {
                  follower->set_cursor(std::string(row.Text(0)));
                  return absl::OkStatus();
                });
}

absl::StatusOr<Follower> Find(std::vector<Follower> followers, const std::string& name) {
  for (Follower& each : followers) {
    if (each.name() == name) return std::move(each);
  }
  const auto names = [](std::string* out, const Follower& each) { out->append(each.name()); };
  return InField("follower",
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", name}, {"accepted", absl::StrJoin(followers, ", ", names)}}));
}

}  // namespace

std::string FollowerName(const std::string& name) { return absl::StrCat("followers/", name); }

absl::Status Lead(db::Transaction& tx, const std::string& cursor, Follower* led) {
  COFI_RETURN_IF_ERROR(ReadCursor(tx, led));
  if (led->cursor() == cursor) return absl::OkStatus();
  led->set_cursor(cursor);
  COFI_RETURN_IF_ERROR(
      tx.Run("INSERT INTO follower (root, service, cursor) VALUES ($1, $2, $3)"
             " ON CONFLICT (root, service) DO UPDATE SET cursor = excluded.cursor",
             {absl::string_view(kSharedRoot), IdOf(led->name()), absl::string_view(cursor)}));
  return db::AppendJournal(tx, led->name(), IsoDate(DateFromDay(tx.today())),
                           Follower::descriptor(), led)
      .status();
}

void ServeFollowers(const rpc::Stores& stores, const FollowersOf& followers, const Restart& restart,
                    rpc::Host* host) {
  host->Async<ReadFollowersRequest, ReadFollowersResponse>(
      [stores, followers](const rpc::Caller&, const ReadFollowersRequest& request,
                          ReadFollowersResponse* response, const Done& done) {
        const absl::StatusOr<db::Store*> store = FindOf(stores, request.journal());
        if (!store.ok()) return done(store.status());
        std::vector<Follower> all = followers((*store)->service());
        response->mutable_followers()->Assign(all.begin(), all.end());
        (*store)->Read(
            {},
            [response](db::Transaction& tx) {
              for (Follower& each : *response->mutable_followers()) {
                COFI_RETURN_IF_ERROR(ReadCursor(tx, &each));
              }
              return absl::OkStatus();
            },
            done);
      });
  host->Async<LeadFollowerRequest, Follower>([=](const rpc::Caller& caller,
                                                 const LeadFollowerRequest& request, Follower* led,
                                                 const Done& done) {
    const absl::StatusOr<db::Store*> store = FindOf(stores, request.journal());
    if (!store.ok()) return done(store.status());
    absl::StatusOr<Follower> found = Find(followers((*store)->service()), request.follower());
    if (!found.ok()) return done(found.status());
    const absl::StatusOr<db::Cursor> cursor = db::ParseCursor(request.cursor());
    if (!cursor.ok()) return done(cursor.status());
    led->set_name(found->name());
    led->set_followed(found->followed());
    led->set_note(request.note());
    (*store)->Write(
        {.root = kSharedRoot,
         .principal = caller.author(),
         .verb = rpc::VerbOf<LeadFollowerRequest>()},
        [led, &request](db::Transaction& tx) { return Lead(tx, request.cursor(), led); },
        [restart, done, service = (*store)->service(),
         name = led->name()](const absl::Status& led) {
          if (led.ok()) restart(service, name);
          done(led);
        });
  });
}

}  // namespace cofi::journal
