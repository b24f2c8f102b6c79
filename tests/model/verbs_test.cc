// Any sequence of an application's verbs, of changes and amendments on any day, while time goes by:
// the history is one that the table of states allows, a refused verb says which are allowed and
// changes nothing, and what is told of a day is what an oracle tells that has only the rules of
// docs/decisions/0041-facts-have-dates.md. A change leaves the days before it alone; a correction
// does not. A sequence that fails is cut down to the steps that matter.
//
//   RC_PARAMS="seed=7 max_success=1000" build/release/tests/verbs_test
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/states.h"
#include "clients/methods.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "services/applications/application_rules.h"
#include "services/cofid/topology.h"
#include "tests/folder.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/model/dated_steps.h"

namespace cofi::dated {
namespace {

using applications::v1::Agreement;
using applications::v1::Application;
using end_to_end::Installation;

// Before main, because rapidcheck reads its parameters at the first property.
const int kSeeded = setenv("RC_PARAMS", "seed=2018 max_success=40", /*overwrite=*/0);

// Up to twice as many steps as there are on average.
constexpr int kStepsMax = 50;
// The days that are looked at, from the first of a sequence.
constexpr int kProbes[] = {-45, -30, -21, -10, 0, 10, 25, 45};

// How often what was answered, and how often a correction changed what was told of a day before.
std::map<std::string, int> answers;
int corrected_earlier = 0, refused_with_list = 0;

// One server with all services, by a clock that the test moves. What takes effect by itself is
// written by the machine's own clock (services/rpc/day_turn.h), for which these days lie ahead.
class ServerInTime {
 public:
  ServerInTime() : cofi_(Folders()) {
    cofid::Options options;
    options.data = Data();
    options.listen = absl::StrCat("unix:", folder_.path(), "/cofi.sock");
    options.clock = {
        .now = [this] { return absl::FromCivil(kNoon, absl::UTCTimeZone()) + elapsed(); },
        .uptime = [this] { return elapsed(); }};
    auto started = cofid::Topology::Start(options);
    COFI_CHECK(started.ok(), started.status().ToString());
    server_ = *std::move(started);
    for (const auto& each : clients::Services()) cofi_.Reach(each.name, options.listen);
  }

  const Installation& cofi() const { return cofi_; }
  absl::CivilDay today() const { return absl::CivilDay(kNoon) + seconds_ / kDay; }

  // No two changes are of one moment.
  void Tick() { ++seconds_; }
  // To a later noon; nobody writes meanwhile.
  absl::CivilDay MoveOn(int days) {
    COFI_CHECK(cofi_.books().AwaitRelays(), "the relays did not come to rest");
    seconds_ = (seconds_ / kDay + days) * kDay;
    return today();
  }

 private:
  static constexpr absl::CivilSecond kNoon{2040, 3, 1, 12, 0, 0};
  static constexpr int64_t kDay = 24 * 60 * 60;

  absl::Duration elapsed() const { return absl::Seconds(seconds_.load()); }
  std::string Data() const { return folder_.path() + "/data"; }
  std::map<std::string, std::string> Folders() const {
    std::map<std::string, std::string> folders;
    for (const std::string& service : clients::Recorded()) folders[service] = Data();
    return folders;
  }

  const Folder folder_;
  std::atomic<int64_t> seconds_ = 0;
  std::unique_ptr<cofid::Topology> server_;
  Installation cofi_;
};

// What the server says, as Told::Words has it; `until` is when the agreement ends.
std::string WordsOf(const Application& application, const std::string& until,
                    const Agreement& agreement) {
  std::string words = EnumNameOf(application.state());
  for (const char* field : kOfApplication) {
    absl::StrAppend(&words, ", ", field, " ", Word(application, field));
  }
  absl::StrAppend(&words, ", until ", until);
  for (const char* field : kOfAgreement) {
    absl::StrAppend(&words, ", ", field, " ", Word(agreement, field));
  }
  return words;
}

// What the server says of an application and its agreement: now, and as of each probe.
struct Reading {
  Application now;
  Agreement agreement;  // Empty if there is none.
  std::vector<std::string> days;

  std::string whole() const {
    return absl::StrCat(now.ShortDebugString(), agreement.ShortDebugString());
  }
};

// What a granted verb did, and what of it was written.
struct Done {
  std::string method;
  Told before, after;
  std::string history;  // Before it.
  bool of_application = false, of_agreement = false;
};

struct Applied {
  std::string name;
  Told told = {};
  std::vector<Done> done = {};  // And not undone.
  Reading last = {};
};

std::string HistoryOf(const Application& application) {
  return absl::StrJoin(application.history(), "; ", [](std::string* out, const auto& each) {
    absl::StrAppend(out, each.ShortDebugString());
  });
}

std::set<std::string> AllowedIn(const Application& application) {
  return {application.allowed_verbs().begin(), application.allowed_verbs().end()};
}

// A project with two applications: `a` is agreed, `b` a draft.
class Life {
 public:
  Life(ServerInTime* server, const std::string& id)
      : server_(*server), first_(server->MoveOn(1)), project_(cofi(), id) {
    for (const char* each : {"a", "b"}) {
      applications::v1::CreateApplicationRequest request;
      request.set_parent(project_.name());
      request.set_application_id(each);
      request.mutable_application()->set_display_name(each);
      request.mutable_application()->set_funder("funders/ville");
      *request.mutable_application()->mutable_requested_amount() = MoneyFromMinor(9'000'00, "EUR");
      cofi().Ask<Application>(request);
      all_.push_back({.name = project_.Name("applications", each)});
      all_.back().last = Read(all_.back());
    }
    Applied* const a = &all_[0];
    Do(a, Verb("SubmitApplication", {.day = 2, .dated = true}, On(*a)));
    Do(a, Verb("AwardApplication", {.pick = 1, .choice = 2, .day = 4, .dated = true}, On(*a)));
    Do(a, Verb("SignApplicationAgreement", {.day = 5, .dated = true}, On(*a)));
    RC_ASSERT(EnumNameOf(all_[0].last.now.state()) == "AGREED");
  }

  void Take(const Step& step) {
    Applied* const one = &all_[step.which];
    const Occasion on = On(*one);
    if (step.kind < 35) {
      // One that its state allows; a slip is rare.
      std::set<std::string> allowed = AllowedIn(one->last.now);
      if (step.pick % 8 != 0 && allowed.size() > 1) allowed.erase("UndoApplication");
      const size_t at = step.pick / 8 % allowed.size();
      Do(one, Verb(*std::next(allowed.begin(), at), step, on));
    } else if (step.kind < 45) {
      Do(one, Verb(kVerbs[step.pick % std::size(kVerbs)].method, step, on));
    } else if (step.kind < 65) {
      // What was awarded, only verbs change.
      Do(one, Update("Application", kOfApplication[step.pick % 3], step, on));
    } else if (step.kind < 70) {
      Do(one, Update("Agreement", kOfAgreement[step.pick % 3], step, on));
    } else if (step.kind < 73) {
      Do(one, Begin("UndoAgreement", on.agreement(), step, on));
    } else if (step.kind < 90) {
      Do(one, Amend(step, on));
    } else {
      MoveOn(1 + step.pick % (2 * kGrid));
    }
  }

  void End() const {
    RC_ASSERT(cofi().books().AwaitRelays());
    RC_ASSERT(end_to_end::Unsound(cofi()) == "");
    RC_ASSERT(cofi().books().Discrepancies() == "");
  }

 private:
  const Installation& cofi() const { return server_.cofi(); }

  Occasion On(const Applied& one) const {
    const auto& history = one.last.now.history();
    return {.application = one.name,
            .first = first_,
            .today = server_.today(),
            .last_verb = history.empty() ? "" : history.rbegin()->verb()};
  }

  // What the server says.
  Reading Read(const Applied& one) const {
    Reading reading;
    applications::v1::GetApplicationRequest request;
    request.set_name(one.name);
    applications::v1::GetAgreementRequest of_agreement;
    of_agreement.set_name(On(one).agreement());
    reading.now = cofi().Ask<Application>(request);
    reading.agreement = AgreementBy(of_agreement);
    for (const int probe : kProbes) {
      *request.mutable_as_of_date() = DateFromDay(first_ + probe);
      *of_agreement.mutable_as_of_date() = request.as_of_date();
      const auto then = cofi().Ask<Application>(request);
      RC_ASSERT(then.allowed_verbs().empty());
      reading.days.push_back(WordsOf(then, IsoDate(then.agreement_terms().eligible_end_date()),
                                     AgreementBy(of_agreement)));
    }
    return reading;
  }
  Agreement AgreementBy(const applications::v1::GetAgreementRequest& request) const {
    Agreement agreement;
    const absl::Status said = clients::FromPeer("server", cofi().Call(request, &agreement));
    RC_ASSERT(said.ok() || ReasonOf(said) == type::v1::REASON_RESOURCE_NOT_FOUND);
    return said.ok() ? agreement : Agreement();
  }

  // Asks, and judges the answer.
  void Do(Applied* one, const Asked& asked) {
    server_.Tick();
    // What is still to be received, another service says.
    if (asked.method == "CloseApplication") RC_ASSERT(cofi().books().AwaitRelays());
    const auto response =
        NewMessage(clients::MethodOf(asked.request->GetDescriptor())->output_type());
    const absl::Status said =
        clients::FromPeer("server", cofi().Call(*asked.request, response.get()));
    const std::string answer = said.ok() ? "granted" : std::string(ReasonName(ReasonOf(said)));
    ++answers[absl::StrCat(asked.method, ": ", answer)];
    RC_LOG(absl::StrCat(absl::FormatCivilTime(server_.today()), " ", asked.method, " ",
                        asked.request->ShortDebugString(), ": ", answer, "\n"));
    const Reading before = one->last;
    for (Applied& each : all_) {
      Reading after = Read(each);
      // What is refused changes nothing, and what is done with one does nothing to another.
      if (!said.ok() || &each != one) {
        RC_ASSERT(after.whole() == each.last.whole());
        RC_ASSERT(after.days == each.last.days);
      }
      each.last = std::move(after);
    }
    if (!said.ok()) return CheckRefusal(before.now, asked, said);
    if (absl::StartsWith(asked.method, "Undo")) {
      Undo(asked.method == "UndoApplication", one);
    } else {
      Note(asked, before, one);
      for (size_t i = 0; i < std::size(kProbes); ++i) {
        if (first_ + kProbes[i] >= asked.from) continue;
        if (asked.correction) {
          corrected_earlier += one->last.days[i] != before.days[i];
        } else {
          RC_ASSERT(one->last.days[i] == before.days[i]);
        }
      }
    }
    if (response->GetDescriptor() == Application::descriptor()) {
      const auto& told = static_cast<const Application&>(*response);
      RC_ASSERT(AllowedIn(told) == AllowedIn(one->last.now));
      RC_ASSERT(HistoryOf(told) == HistoryOf(one->last.now));
    }
    Compare(*one);
  }

  // Keeps what a granted request means, and that it can be undone if it is a verb.
  static void Note(const Asked& asked, const Reading& before, Applied* one) {
    Done done = {.method = asked.method,
                 .before = one->told,
                 .history = HistoryOf(before.now),
                 .of_application = one->last.now.etag() != before.now.etag(),
                 .of_agreement = one->last.agreement.etag() != before.agreement.etag()};
    asked.rule(&one->told);
    done.after = one->told;
    const bool touched = done.of_application || done.of_agreement;
    if (touched && !absl::StartsWith(asked.method, "Update")) one->done.push_back(std::move(done));
  }

  // The last verb is taken back, as if it had not been: of the agreement, also what an amendment
  // did to the application.
  static void Undo(bool of_application, Applied* one) {
    const auto last = std::find_if(one->done.rbegin(), one->done.rend(), [&](const Done& each) {
      return each.of_application || !of_application;
    });
    RC_ASSERT(last != one->done.rend());
    RC_ASSERT(of_application || last->method == "AmendAgreement");
    if (last->of_application) RC_ASSERT(HistoryOf(one->last.now) == last->history);
    one->told.Undo(last->before, last->after);
    one->done.erase(std::next(last).base());
  }

  // A verb that its state does not allow is refused with those that it does.
  static void CheckRefusal(const Application& before, const Asked& asked,
                           const absl::Status& said) {
    const Reason reason = ReasonOf(said);
    RC_ASSERT(reason != type::v1::REASON_UNSPECIFIED && reason != type::v1::REASON_INTERNAL &&
              reason != type::v1::REASON_PEER_UNAVAILABLE);
    if (reason != type::v1::REASON_VERB_NOT_ALLOWED) return;
    ++refused_with_list;
    const auto violation = ViolationsOf(said)[0];
    const std::string verb = violation.metadata().at("verb");
    const std::string state = violation.metadata().at("state");
    std::set<std::string> accepted = absl::StrSplit(violation.metadata().at("accepted"), ", ");
    RC_ASSERT(!accepted.contains(verb));
    if (state != EnumNameOf(before.state())) {
      // Learnt late, it was not possible then either.
      RC_ASSERT(absl::c_linear_search(kLate, verb));
      RC_ASSERT(asked.from < Day(before.history().rbegin()->date()));
      return;
    }
    std::set<std::string> methods = {"UndoApplication"};
    for (const std::string& each : accepted) {
      const auto* const found = absl::c_find_if(kVerbs, [&](const auto& known) {
        return each == known.moves || absl::StartsWith(each, absl::StrCat(known.moves, "_"));
      });
      RC_ASSERT(found != std::end(kVerbs));
      methods.insert(found->method);
    }
    RC_ASSERT(methods == AllowedIn(before));
    // Of one method that does several things, some may be allowed.
    const bool one_of_several = verb == "CORRECT_AWARD" || verb == "AWARD_CONDITIONALLY";
    RC_ASSERT(one_of_several || !methods.contains(asked.method));
  }

  // Whether all that is told of an application is so.
  void Compare(const Applied& one) const {
    const Application& now = one.last.now;
    Application::State state = Application::STATE_DRAFT;
    absl::CivilDay since = absl::CivilDay::min();
    for (const auto& each : now.history()) {
      const auto table = applications::ApplicationTransitions();
      const auto move = absl::c_find_if(table, [&](const auto& known) {
        return known.from == state && known.verb == each.verb();
      });
      RC_ASSERT(move != table.end());
      RC_ASSERT(absl::c_linear_search(kBack, each.verb()) || EnumNameOf(move->to) == each.state());
      RC_ASSERT(Day(each.date()) >= since);
      since = Day(each.date());
      state = static_cast<Application::State>(
          EnumValue(Application::State_descriptor(), each.state())->number());
    }
    RC_ASSERT(now.state() == state);
    for (size_t i = 0; i < std::size(kProbes); ++i) {
      const absl::CivilDay day = first_ + kProbes[i];
      std::string then = "DRAFT";
      for (const auto& each : now.history()) {
        if (Day(each.date()) <= day) then = each.state();
      }
      RC_ASSERT(one.last.days[i] == one.told.Words(then, day));
    }
    const std::string until = Word(one.last.agreement, kEnd);
    RC_ASSERT(WordsOf(now, until, one.last.agreement) ==
              one.told.Words(EnumNameOf(now.state()), server_.today()));
  }

  // Days go by: what is told of any day stays, and what has come counts, before somebody writes it
  // and after.
  void MoveOn(int days) {
    server_.MoveOn(days);
    RC_LOG(absl::StrCat(absl::FormatCivilTime(server_.today()), "\n"));
    for (const bool written : {false, true}) {
      for (Applied& each : all_) {
        if (written) Touch(each);
        Reading after = Read(each);
        RC_ASSERT(after.days == each.last.days);
        each.last = std::move(after);
        Compare(each);
      }
    }
  }

  // Writes an application and its agreement as they are today, and changes nothing else.
  void Touch(const Applied& one) const {
    server_.Tick();
    applications::v1::UpdateApplicationRequest application;
    application.mutable_application()->set_name(one.name);
    application.mutable_update_mask()->add_paths("note");
    cofi().Ask<Application>(application);
    if (one.last.agreement.name().empty()) return;
    applications::v1::UpdateAgreementRequest agreement;
    agreement.mutable_agreement()->set_name(On(one).agreement());
    agreement.mutable_update_mask()->add_paths("note");
    cofi().Ask<Agreement>(agreement);
  }

  ServerInTime& server_;
  const absl::CivilDay first_;
  const end_to_end::Project project_;
  std::vector<Applied> all_;
};

TEST(VerbsAndAmendments, InAnyOrderTellOfEachDayWhatCountedThen) {
  ServerInTime server;
  int projects = 0;
  EXPECT_TRUE(rc::check("the server tells of each day what the oracle does", [&] {
    const auto steps =
        *rc::gen::resize(kStepsMax, rc::gen::container<std::vector<Step>>(AnyStep()));
    Life life(&server, absl::StrCat("d", ++projects));
    for (const Step& step : steps) life.Take(step);
    life.End();
  }));
  for (const auto& [answer, count] : answers) std::cout << count << " times " << answer << "\n";
  EXPECT_GT(corrected_earlier, 0);
  EXPECT_GT(refused_with_list, 0);
}

}  // namespace
}  // namespace cofi::dated
