#include "clients/cli/commands/history.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/cli/printed/history_text.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/sent/journal_services.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/methods.h"

namespace cofi::cli {
namespace {

using journal::v1::RequestOutcome;

// The root of all that is in no project; all services may keep some of it.
constexpr char kDirectory[] = "directory";

// The changes of one name, newest first, at most `limit` unless that is 0.
int Fetch(Session& session, const RecordedName& recorded, bool below, int32_t limit,
          std::vector<HistoryLine>* lines) {
  journal::v1::ListEntriesRequest request;
  request.set_service(recorded.service);
  request.set_name(recorded.name);
  request.set_below(below);
  request.set_page_size(limit == 0 ? kPageSizeMax : std::min(limit, kPageSizeMax));
  int32_t count = 0;
  do {
    journal::v1::ListEntriesResponse page;
    if (const int failed = session.CallOrExplain(request, &page)) return failed;
    for (journal::v1::HistoryEntry& entry : *page.mutable_entries()) {
      lines->push_back({recorded.service, std::move(entry)});
    }
    count += page.entries_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && (limit == 0 || count < limit));
  return kDone;
}

// Newest first; changes of one moment in the order of their journals.
bool IsNewer(const HistoryLine& a, const HistoryLine& b) {
  const auto key = [](const HistoryLine& line) {
    const journal::v1::JournalEntry& entry = line.entry.entry();
    return std::tuple(entry.commit_time().seconds(), entry.commit_time().nanos(), line.service,
                      entry.root(), entry.sequence());
  };
  return key(a) > key(b);
}

}  // namespace

std::vector<RecordedName> RecordedNamesOf(const std::string& name, bool below) {
  std::vector<RecordedName> names;
  if (name == kDirectory) {
    for (const char* service : kJournalServices) names.push_back({service, name});
    return names;
  }
  const auto add = [&](const Noun& noun, const std::string& full) {
    // All of a project is in the journals of all services.
    if (below && RootOf(full) == full) {
      for (const char* service : kJournalServices) names.push_back({service, full});
    } else {
      names.push_back({clients::OwnerOf(noun.resource), full});
    }
  };
  for (const Noun& noun : Nouns()) {
    if (NamePattern::Of(noun.resource).Check(name).ok()) {
      add(noun, name);
      return names;
    }
  }
  const std::vector<std::string> ids = absl::StrSplit(name, '/', absl::SkipEmpty());
  for (const Noun& noun : Nouns()) {
    const NamePattern& pattern = NamePattern::Of(noun.resource);
    if (ids.size() != pattern.variables().size()) continue;
    const std::string full = pattern.Fill(ids);
    if (pattern.Check(full).ok()) add(noun, full);
  }
  return names;
}

std::vector<Flag> HistoryFlags() { return {{"below", "", words::kBelowHelp, {}}, LimitFlag()}; }

std::vector<Flag> OutcomeFlags() {
  return {{"service", absl::StrJoin(kJournalServices, "|"), words::kOutcomeServiceHelp, {}}};
}

int RunHistory(Session& session, const Arguments& arguments) {
  const Language language = session.language();
  const std::string& name = arguments.words[0];
  const bool below = arguments.On("below");
  const auto limit = LimitOf(arguments, language);
  if (!limit.ok()) return Explain(limit.status(), language, session.err());
  const std::vector<RecordedName> names = RecordedNamesOf(name, below);
  if (names.empty()) {
    return Explain(Mistake(words::kNameNotOfForm, language, name,
                           "PROJECT, PROJECT/APPLICATION, projects/PROJECT/expenses/EXPENSE …"),
                   language, session.err());
  }
  std::vector<HistoryLine> lines;
  for (const RecordedName& recorded : names) {
    if (const int failed = Fetch(session, recorded, below, *limit, &lines)) return failed;
  }
  std::sort(lines.begin(), lines.end(), &IsNewer);
  if (*limit > 0 && lines.size() > static_cast<size_t>(*limit)) {
    lines.erase(lines.begin() + *limit, lines.end());
  }
  session.out() << HistoryText(lines, session.settings());
  if (!lines.empty()) return kDone;
  session.err() << Say(words::kNoHistory, language, name) << "\n";
  return kNotFound;
}

int RunOutcome(Session& session, const Arguments& arguments) {
  journal::v1::GetRequestOutcomeRequest request;
  request.set_request_id(arguments.words[0]);
  RequestOutcome outcome;
  for (const char* service : kJournalServices) {
    if (arguments.Has("service") && arguments.Value("service") != service) continue;
    request.set_service(service);
    if (const int failed = session.CallOrExplain(request, &outcome)) return failed;
    if (outcome.state() != RequestOutcome::STATE_NEVER_APPLIED) break;
  }
  if (outcome.state() == RequestOutcome::STATE_UNSPECIFIED) {
    return Explain(Mistake(words::kNotOneOf, session.language(), "--service",
                           arguments.Value("service"), absl::StrJoin(kJournalServices, ", ")),
                   session.language(), session.err());
  }
  session.out() << OutcomeText(outcome, session.settings());
  return outcome.state() == RequestOutcome::STATE_NEVER_APPLIED ? kNotFound : kDone;
}

}  // namespace cofi::cli
