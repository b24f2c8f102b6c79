#include "clients/cli/commands/bulk.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "clients/cli/commands/words_bulk.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/output.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "google/rpc/status.pb.h"

namespace cofi::cli {
namespace {

// One of those that the filter chose.
struct BulkItem {
  std::unique_ptr<Message> resource;
  std::unique_ptr<Message> request;
};

enum class Verdict { kGranted, kRefused };

// Of a batch.
constexpr char kRequests[] = "requests";

// The method that takes several requests of a verb, all of them or none; null if there is none.
const MethodDescriptor* BatchOf(const Verb& verb) {
  for (const auto* const service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (clients::MethodFacts::Of(service->method(i)).kind != Verb::Kind::kBatchCreate) continue;
      const Descriptor* const request = service->method(i)->input_type();
      if (request->FindFieldByName(kRequests)->message_type() == verb.request()) {
        return service->method(i);
      }
    }
  }
  return nullptr;
}

// A verb on all that a filter chose.
class BulkRun {
 public:
  BulkRun(Session& session, const Noun& noun, const Verb& verb, const std::vector<Flag>& flags,
          const Arguments& arguments)
      : session_(session),
        noun_(noun),
        verb_(verb),
        batch_(BatchOf(verb)),
        flags_(flags),
        arguments_(arguments) {}

  int Run() {
    const absl::Status given = CheckGiven();
    if (!given.ok()) return Explain(given, session_.language(), session_.err());
    if (const int failed = Choose()) return failed;
    if (items_.empty()) {
      session_.err() << words::kNoneChosen.In(session_.language()) << "\n";
      return kDone;
    }
    if (const absl::Status made = MakeRequests(); !made.ok()) {
      return Explain(made, session_.language(), session_.err());
    }
    if (arguments_.On("validate-only")) return Send(/*only_checked=*/true);
    if (arguments_.On("yes")) return Send(/*only_checked=*/false);
    const int checked = Send(/*only_checked=*/true);
    // Of all or none, one that would be refused is a refusal of all.
    if (granted_ == 0 || (batch_ != nullptr && refused_ > 0)) return checked;
    return IsYes() ? Send(/*only_checked=*/false) : kUsage;
  }

 private:
  // What says of one which it is says nothing of many.
  absl::Status CheckGiven() const {
    // Of a variable of a script that was not set: it does not mean all.
    if (arguments_.Value("filter").empty()) {
      return Mistake(words::kValueMissing, session_.language(), "--filter");
    }
    if (!arguments_.words.empty()) {
      return Mistake(words::kTooManyWords, session_.language(), arguments_.words[0]);
    }
    for (const char* flag : {"request-id", "etag"}) {
      if (arguments_.Has(flag)) {
        return Mistake(words::kNotWithFilter, session_.language(), Dashed(flag));
      }
    }
    return absl::OkStatus();
  }

  // Asks page by page for what the filter chooses, before anything of it changes.
  int Choose() {
    const Verb& list = *noun_.Find(Verb::Kind::kList);
    const std::unique_ptr<Message> request = NewMessage(list.request());
    const std::string project = arguments_.Value("project");
    const auto parent = ExpandParent(
        NamePattern::Of(noun_.resource),
        project.empty() ? std::vector<std::string>() : std::vector<std::string>{project},
        session_.language());
    if (!parent.ok()) return Explain(parent.status(), session_.language(), session_.err());
    if (!parent->empty()) SetStringField(request.get(), "parent", *parent);
    SetStringField(request.get(), "filter", arguments_.Value("filter"));
    LimitPage(kPageSizeMax, request.get());
    const FieldNames named = session_.named();
    session_.set_named([](const std::string& path) {
      return path == "filter"   ? std::string("--filter")
             : path == "parent" ? std::string("--project")
                                : path;
    });
    std::string next;
    do {
      const std::unique_ptr<Message> page = NewMessage(list.response());
      if (const int failed = session_.CallOrExplain(*request, page.get())) return failed;
      for (const Message* row : PointersTo(*page, RowsField(list.response()))) {
        BulkItem item;
        item.resource = NewMessage(row->GetDescriptor());
        item.resource->CopyFrom(*row);
        items_.push_back(std::move(item));
      }
      next = StringField(*page, "next_page_token");
      SetStringField(request.get(), "page_token", next);
    } while (!next.empty());
    session_.set_named(named);
    return kDone;
  }

  absl::Status MakeRequests() {
    for (BulkItem& item : items_) {
      Arguments arguments = arguments_;
      arguments.words = {StringField(*item.resource, "name")};
      auto request = MakeRequest(noun_, verb_, flags_, arguments, session_.language());
      if (!request.ok()) return request.status();
      item.request = *std::move(request);
    }
    return absl::OkStatus();
  }

  int Send(bool only_checked) {
    return batch_ == nullptr ? SendAll(only_checked) : SendTogether(only_checked);
  }

  // Has all of them done, or none; or says of each what would come of it after those before, and
  // shows what would be recorded.
  int SendTogether(bool only_checked) {
    const UnreadIsNoSignal unread;
    granted_ = refused_ = 0;
    const std::unique_ptr<Message> batch = NewMessage(batch_->input_type());
    const auto* reflection = batch->GetReflection();
    const FieldDescriptor* const requests = batch_->input_type()->FindFieldByName(kRequests);
    const std::string root(RootOf(StringField(*items_[0].resource, "name")));
    SetStringField(batch.get(), "parent", root);
    for (const BulkItem& item : items_) {
      reflection->AddMessage(batch.get(), requests)->CopyFrom(*item.request);
    }
    SetOnlyChecked(only_checked, batch.get());
    if (only_checked) SetStringField(batch.get(), "request_id", NewRequestId());
    const FieldNames named = session_.named();
    session_.set_named([&](const std::string& path) { return AsChosen(named, path); });
    const std::unique_ptr<Message> answer = NewMessage(batch_->output_type());
    const int failed = session_.CallOrExplain(*batch, answer.get());
    if (failed == kDone) TellTogether(only_checked, *answer);
    session_.set_named(named);
    if (failed != kDone) return failed;
    session_.err() << Say(only_checked ? words::kWouldBeSummary : words::kBulkSummary,
                          session_.language(), Count(granted_), Count(refused_))
                   << "\n";
    return refused_ > 0 ? kRefused : kDone;
  }

  void TellTogether(bool only_checked, const Message& answer) {
    const std::vector<const Message*> rows = PointersTo(answer, RowsField(answer.GetDescriptor()));
    const std::vector<const Message*> verdicts =
        PointersTo(answer, answer.GetDescriptor()->FindFieldByName("verdicts"));
    std::vector<const Message*> made;
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto* const refusal =
          i < verdicts.size() ? static_cast<const google::rpc::Status*>(verdicts[i]) : nullptr;
      const bool granted = refusal == nullptr || refusal->code() == 0;
      Tell(items_[i], granted ? Verdict::kGranted : Verdict::kRefused, only_checked);
      if (granted) {
        ++granted_;
        made.push_back(rows[i]);
        continue;
      }
      ++refused_;
      Explain(grpc::Status(static_cast<grpc::StatusCode>(refusal->code()), refusal->message(),
                           refusal->SerializeAsString()),
              session_.settings(), session_.err(), session_.named());
    }
    if (IsListed() || !made.empty()) {
      session_.out() << ListText(noun_, made, "", session_.settings());
    }
    for (const Message* each : made) session_.err() << WarningsOf(*each, session_.language());
  }

  // `requests[3].amount` is the flag that says it, of the fourth that the filter chose.
  std::string AsChosen(const FieldNames& named, const std::string& path) const {
    const size_t open = path.find('['), close = path.find(']');
    size_t place = 0;
    if (close == path.npos || path.substr(0, open) != kRequests ||
        !absl::SimpleAtoi(path.substr(open + 1, close - open - 1), &place) ||
        place >= items_.size()) {
      return path == kRequests ? "--filter" : named(path);
    }
    const std::string inner = close + 2 < path.size() ? path.substr(close + 2) : "";
    const std::string name = ShortName(StringField(*items_[place].resource, "name"), "");
    return inner.empty() ? name : absl::StrCat(named(inner), " (", name, ")");
  }

  // Has each done, or only checked, and says what came of it. A refusal of one is none of the
  // others'; what no server answers ends it.
  int SendAll(bool only_checked) {
    // What is half done because nobody reads on would be a poor joke.
    const UnreadIsNoSignal unread;
    granted_ = refused_ = 0;
    std::vector<const Message*> answers;
    std::vector<std::unique_ptr<Message>> kept;
    for (const BulkItem& item : items_) {
      SetOnlyChecked(only_checked, item.request.get());
      std::unique_ptr<Message> answer = NewMessage(verb_.response());
      const grpc::Status status = session_.Call(*item.request, answer.get());
      if (!status.ok() && ExitCodeOf(status) == kUnreachable) {
        Explain(status, session_.settings(), session_.err(), session_.named());
        SayStopped();
        return kUnreachable;
      }
      const bool has_answer = answer->GetDescriptor() == noun_.resource;
      Tell(item, status.ok() ? Verdict::kGranted : Verdict::kRefused, only_checked);
      if (!status.ok()) {
        ++refused_;
        Explain(status, session_.settings(), session_.err(), session_.named());
        continue;
      }
      ++granted_;
      answers.push_back(has_answer && !only_checked ? answer.get() : item.resource.get());
      kept.push_back(std::move(answer));
    }
    if (IsListed()) {
      session_.out() << ListText(noun_, answers, "", session_.settings());
    }
    session_.err() << Say(only_checked ? words::kWouldBeSummary : words::kBulkSummary,
                          session_.language(), Count(granted_), Count(refused_))
                   << "\n";
    return refused_ > 0 ? kRefused : kDone;
  }

  // In other formats than the terminal's the data is a list of resources, and what is said of each
  // stands beside it.
  bool IsListed() const { return session_.settings().format != Format::kTable; }

  void Tell(const BulkItem& item, Verdict verdict, bool only_checked) {
    const Language language = session_.language();
    const Text& word = verdict == Verdict::kGranted
                           ? only_checked ? words::kWouldBeDone : words::kDoneToIt
                       : only_checked ? words::kWouldBeRefused
                                      : words::kRefusedToIt;
    const int width = std::max(Width(words::kWouldBeRefused.In(language)),
                               Width(words::kWouldBeDone.In(language)));
    const FieldDescriptor* const state = noun_.resource->FindFieldByName("state");
    const std::string stands = state == nullptr ? "" : Cell(*item.resource, state, language);
    std::ostream& to = IsListed() ? session_.err() : session_.out();
    to << PadRight(word.In(language), width) << "  " << noun_.name << " "
       << ShortName(StringField(*item.resource, "name"), "")
       << (stands.empty() ? "" : absl::StrCat(" (", stands, ")")) << std::endl;
  }

  void SetOnlyChecked(bool only_checked, Message* request) const {
    request->GetReflection()->SetBool(
        request, request->GetDescriptor()->FindFieldByName("validate_only"), only_checked);
    // What was only checked has no request to be known by.
    if (!only_checked && request->GetDescriptor()->FindFieldByName("request_id") != nullptr) {
      SetStringField(request, "request_id", NewRequestId());
    }
  }

  void SayStopped() {
    const int left = static_cast<int>(items_.size()) - granted_ - refused_;
    session_.err() << Say(words::kStoppedAfter, session_.language(), Count(granted_),
                          Count(refused_), Count(left))
                   << "\n";
  }

  std::string Count(int count) const { return FormatCount(count, session_.language()); }

  // Whether somebody who sees the preview says so.
  bool IsYes() {
    if (!session_.settings().terminal || ::isatty(STDIN_FILENO) == 0) {
      session_.err() << words::kNeedsYes.In(session_.language()) << "\n";
      return false;
    }
    session_.out() << std::flush;
    session_.err() << words::kAskYes.In(session_.language()) << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    absl::StripAsciiWhitespace(&answer);
    absl::AsciiStrToLower(&answer);
    const bool yes = answer == "y" || answer == "yes" || answer == "o" || answer == "oui";
    if (!yes) session_.err() << words::kNothingDone.In(session_.language()) << "\n";
    return yes;
  }

  Session& session_;
  const Noun& noun_;
  const Verb& verb_;
  const MethodDescriptor* const batch_;
  const std::vector<Flag>& flags_;
  const Arguments& arguments_;
  std::vector<BulkItem> items_;
  int granted_ = 0, refused_ = 0;
};

}  // namespace

int RunBulk(Session& session, const Noun& noun, const Verb& verb, const std::vector<Flag>& flags,
            const Arguments& arguments) {
  session.set_named([&](const std::string& path) {
    return AsTyped(flags, verb.request(), path, session.language());
  });
  return BulkRun(session, noun, verb, flags, arguments).Run();
}

}  // namespace cofi::cli
