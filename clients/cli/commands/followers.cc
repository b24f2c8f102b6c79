#include "clients/cli/commands/followers.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/words_operators.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/journal_services.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/services.h"
#include "cofi/journal/v1/followers.pb.h"

namespace cofi::cli {
namespace {

using journal::v1::Follower;
using journal::v1::LeadFollowerRequest;
using journal::v1::ReadFollowersRequest;
using journal::v1::ReadFollowersResponse;

// A follower, and the service that it belongs to.
struct Found {
  std::string service;
  Follower follower;
};

// Those of all `services`. The exit code; says what went wrong.
int Fetch(Session& session, const std::vector<std::string>& services, std::vector<Found>* found) {
  for (const std::string& service : services) {
    ReadFollowersRequest request;
    request.set_journal(clients::JournalOf(service));
    ReadFollowersResponse response;
    if (const int failed = session.CallOrExplain(request, &response)) return failed;
    for (Follower& each : *response.mutable_followers()) found->push_back({service, each});
  }
  return kDone;
}

std::string TextOf(const std::vector<Follower>& followers, const Settings& settings) {
  return RowsText(Follower::descriptor(), PointersTo(followers), settings, [&] {
    const FieldColumns<Follower> column(settings.language);
    TextTable table({column(Follower::kNameFieldNumber, TextColumn::kWhole),
                     column(Follower::kFollowedFieldNumber, TextColumn::kWhole),
                     column(Follower::kCursorFieldNumber, TextColumn::kWhole),
                     column(Follower::kStandingBeforeFieldNumber, TextColumn::kWhole),
                     column(Follower::kDetailFieldNumber)},
                    settings.language);
    for (const Follower& each : followers) {
      table.Row(
          {each.name(), each.followed(), each.cursor(), each.standing_before(), each.detail()});
    }
    table.DropEmptyColumns();
    return table;
  });
}

}  // namespace

std::vector<Flag> FollowersFlags() { return {ServiceFlag()}; }

std::vector<Flag> LeadFlags() {
  Flag to{"to", "CURSOR", words::kLeadToHelp, {}};
  Flag note{"note", "TEXT", words::kLeadNoteHelp, {}};
  to.required = note.required = true;
  return {to, note};
}

int RunFollowers(Session& session, const Arguments& arguments) {
  const auto services = ServicesOf(arguments, session.language());
  if (!services.ok()) return Explain(services.status(), session.language(), session.err());
  std::vector<Found> found;
  if (const int failed = Fetch(session, *services, &found)) return failed;
  std::vector<Follower> followers;
  followers.reserve(found.size());
  for (const Found& each : found) followers.push_back(each.follower);
  session.out() << TextOf(followers, session.settings());
  const bool stands = std::any_of(followers.begin(), followers.end(),
                                  [](const Follower& each) { return !each.detail().empty(); });
  return stands ? kRefused : kDone;
}

int RunLead(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  std::vector<Found> found;
  if (const int failed = Fetch(session, *ServicesOf({}, language), &found)) return failed;
  const std::string& word = arguments.words[0];
  const auto named = std::find_if(found.begin(), found.end(), [&](const Found& each) {
    return each.follower.name() == word || each.follower.name() == "followers/" + word;
  });
  if (named == found.end()) {
    const auto name = [](std::string* out, const Found& each) {
      out->append(each.follower.name());
    };
    return Explain(Mistake(words::kNotOneOf, language, "FOLLOWER", Printable(word),
                           absl::StrJoin(found, ", ", name)),
                   language, session.err());
  }
  LeadFollowerRequest request;
  request.set_journal(clients::JournalOf(named->service));
  request.set_follower(named->follower.name());
  request.set_cursor(arguments.Value("to"));
  request.set_note(arguments.Value("note"));
  Follower led;
  if (const int failed = session.CallOrExplain(request, &led)) return failed;
  session.out() << TextOf({led}, session.settings());
  return kDone;
}

}  // namespace cofi::cli
