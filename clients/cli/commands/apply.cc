#include "clients/cli/commands/apply.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/cli/commands/apply_file.h"
#include "clients/cli/commands/compare.h"
#include "clients/cli/printed/csv.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/type/v1/reasons.pb.h"

namespace cofi::cli {
namespace {

// An award reaches the budgets a moment later by itself. So what such a moment
// may explain is asked again, for so long in all: then it is no moment.
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr absl::Duration kFirstDelay = absl::Milliseconds(20);
constexpr absl::Duration kDelayMax = absl::Milliseconds(500);
constexpr Reason kMayPass[] = {
    type::v1::REASON_RESOURCE_NOT_FOUND,
    type::v1::REASON_REFERENCE_NOT_FOUND,
    type::v1::REASON_START_CONDITION_NOT_MET,
    type::v1::REASON_NO_ADOPTED_BUDGET,
};

enum class Outcome { kCreated, kUpdated, kDone, kUnchanged };

struct Change {
  Outcome outcome;
  const ApplyItem* item;
  std::vector<std::string> fields;  // that were changed
};

class Applier {
 public:
  Applier(Session& session, bool dry_run) : session_(session), dry_run_(dry_run) {}

  // The change, or nothing after a failure, which it has explained.
  std::unique_ptr<Change> Apply(const ApplyItem& item) {
    auto change = std::make_unique<Change>(Change{Outcome::kUnchanged, &item, {}});
    const bool applied =
        item.verb == nullptr ? Exist(item, change.get()) : Happen(item, change.get());
    return applied ? std::move(change) : nullptr;
  }

  int code() const { return code_; }

 private:
  // The verb happened, now or when the file was applied before.
  bool Happen(const ApplyItem& item, Change* change) {
    change->outcome = Outcome::kDone;
    if (dry_run_) return LookUp(item, change);
    bool replayed = false;
    std::unique_ptr<Message> response = NewMessage(item.verb->response());
    if (!CallPatiently(item, *item.message, response.get(), &replayed)) return false;
    if (replayed) change->outcome = Outcome::kUnchanged;
    return true;
  }

  // Whether the server carried the verb out before.
  bool LookUp(const ApplyItem& item, Change* change) {
    journal::v1::GetRequestOutcomeRequest request;
    request.set_service(clients::OwnerOf(item.noun->resource));
    request.set_request_id(StringField(*item.message, "request_id"));
    journal::v1::RequestOutcome outcome;
    const grpc::Status status = session_.Call(request, &outcome);
    if (!status.ok()) return Fail(item, status);
    if (outcome.state() == journal::v1::RequestOutcome::STATE_COMMITTED) {
      change->outcome = Outcome::kUnchanged;
    }
    return true;
  }

  // The resource is there, with the fields declared.
  bool Exist(const ApplyItem& item, Change* change) {
    const Verb* get = item.noun->Find(Verb::Kind::kGet);
    if (get == nullptr)
      return Fail(item, Say(words::kCannotApply, session_.language(), item.title));
    std::unique_ptr<Message> request = NewMessage(get->request());
    SetStringField(request.get(), "name", StringField(*item.message, "name"));
    std::unique_ptr<Message> current = NewMessage(get->response());
    const grpc::Status found = session_.Call(*request, current.get());
    if (found.error_code() == grpc::StatusCode::NOT_FOUND) return Create(item, change);
    if (!found.ok()) return Fail(item, found);
    change->fields = Differences(item.declared, *item.message, *current);
    return change->fields.empty() || Update(item, change);
  }

  bool Create(const ApplyItem& item, Change* change) {
    change->outcome = Outcome::kCreated;
    if (dry_run_) return true;
    const Verb* create = item.noun->Find(Verb::Kind::kCreate);
    if (create == nullptr) {
      return Fail(item, Say(words::kCannotApply, session_.language(), item.title));
    }
    std::unique_ptr<Message> request = NewMessage(create->request());
    const FieldDescriptor* resource = ResourceField(*item.noun, *create);
    Message* made = request->GetReflection()->MutableMessage(request.get(), resource);
    made->CopyFrom(*item.message);
    const std::string name = StringField(*made, "name");
    SetStringField(made, "name", "");
    if (!ParentOf(name).empty())
      SetStringField(request.get(), "parent", std::string(ParentOf(name)));
    SetStringField(request.get(), resource->name() + "_id", std::string(IdOf(name)));
    SetStringField(request.get(), "request_id", NewRequestId());
    const std::unique_ptr<Message> response = NewMessage(create->response());
    if (!CallPatiently(item, *request, response.get(), nullptr)) return false;
    session_.err() << OverrunWarning(*response, session_.language());
    return true;
  }

  bool Update(const ApplyItem& item, Change* change) {
    change->outcome = Outcome::kUpdated;
    const Verb* update = item.noun->Find(Verb::Kind::kUpdate);
    if (update == nullptr) {
      return Fail(item, Say(words::kCannotChange, session_.language(), item.title,
                            absl::StrJoin(change->fields, ", ")));
    }
    if (dry_run_) return true;
    std::unique_ptr<Message> request = NewMessage(update->request());
    request->GetReflection()
        ->MutableMessage(request.get(), ResourceField(*item.noun, *update))
        ->CopyFrom(*item.message);
    for (const std::string& path : change->fields) AddToMask(path, request.get());
    SetStringField(request.get(), "request_id", NewRequestId());
    return CallPatiently(item, *request, NewMessage(update->response()).get(), nullptr);
  }

  bool CallPatiently(const ApplyItem& item, const Message& request, Message* response,
                     bool* replayed) {
    for (absl::Duration delay = kFirstDelay;; delay = std::min(delay * 2, kDelayMax)) {
      const grpc::Status status = session_.Call(request, response, replayed);
      if (status.ok()) return true;
      const Reason reason = ReasonOf(clients::FromPeer("", status));
      if (patience_ < delay ||
          std::find(std::begin(kMayPass), std::end(kMayPass), reason) == std::end(kMayPass)) {
        return Fail(item, status);
      }
      absl::SleepFor(delay);
      patience_ -= delay;
      response->Clear();
    }
  }

  bool Fail(const ApplyItem& item, const std::string& sentence) {
    session_.err() << "! " << item.place << ": " << sentence << "\n";
    code_ = kRefused;
    return Stop(item);
  }

  bool Fail(const ApplyItem& item, const grpc::Status& status) {
    code_ = Explain(status, session_.settings(), session_.err());
    return Stop(item);
  }

  bool Stop(const ApplyItem& item) {
    session_.err() << "  " << Say(words::kStoppedAt, session_.language(), item.place, item.title)
                   << (dry_run_ ? "" : words::kApplyAgain.In(session_.language())) << "\n";
    return false;
  }

  Session& session_;
  const bool dry_run_;
  absl::Duration patience_ = kPatience;
  int code_ = kDone;
};

const Text& WordFor(Outcome outcome, bool dry_run) {
  switch (outcome) {
    case Outcome::kCreated:
      return dry_run ? words::kWouldCreate : words::kCreated;
    case Outcome::kUpdated:
      return dry_run ? words::kWouldUpdate : words::kUpdated;
    case Outcome::kDone:
      return dry_run ? words::kWouldDo : words::kDidVerb;
    default:
      return words::kUnchanged;
  }
}

const char* CodeFor(Outcome outcome) {
  switch (outcome) {
    case Outcome::kCreated:
      return "created";
    case Outcome::kUpdated:
      return "updated";
    case Outcome::kDone:
      return "done";
    default:
      return "unchanged";
  }
}

// A line a change, as it happens; in JSON, an object a line.
void Print(const Change& change, bool dry_run, Session& session) {
  const std::string fields = absl::StrJoin(change.fields, ", ");
  const std::string code = CodeFor(change.outcome);
  switch (session.settings().format) {
    case Format::kJson: {
      JsonWriter json(/*indented=*/false);
      json.Open('{');
      for (const auto& [key, value] : {std::pair<const char*, std::string>("outcome", code),
                                       {"item", change.item->title},
                                       {"fields", fields},
                                       {"place", change.item->place}}) {
        json.Key(key);
        json.String(value);
      }
      json.Close('}');
      session.out() << json.Take() << std::endl;
      break;
    }
    case Format::kCsv:
      session.out() << code << "," << CsvCell(change.item->title) << "," << CsvCell(fields) << ","
                    << CsvCell(change.item->place) << "\r\n";
      break;
    default:
      if (change.outcome == Outcome::kUnchanged) return;
      session.out() << PadRight(WordFor(change.outcome, dry_run).In(session.language()), 12)
                    << change.item->title << (fields.empty() ? "" : ": ") << fields << std::endl;
  }
}

std::string Summary(const std::vector<Outcome>& outcomes, Language language) {
  const auto count = [&](Outcome wanted) {
    return FormatCount(std::count(outcomes.begin(), outcomes.end(), wanted), language);
  };
  const auto unchanged = std::count(outcomes.begin(), outcomes.end(), Outcome::kUnchanged);
  if (unchanged == static_cast<ptrdiff_t>(outcomes.size())) {
    return Say(words::kNothingChanged, language, FormatCount(unchanged, language));
  }
  return Say(words::kApplyDone, language, count(Outcome::kCreated), count(Outcome::kUpdated),
             count(Outcome::kDone), count(Outcome::kUnchanged));
}

absl::StatusOr<std::vector<ApplyItem>> ReadItems(const Arguments& arguments, Language language) {
  const std::string file = arguments.Value("file");
  COFI_ASSIGN_OR_RETURN(const std::string text, ReadInput(file, language));
  return ReadApplyFile(text, file == "-" ? "stdin" : Printable(file), language);
}

}  // namespace

std::vector<Flag> ApplyFlags() {
  Flag file{"file", "FILE.yaml", words::kApplyFileHelp, {"f"}};
  file.required = true;
  return {file, {"dry-run", "", words::kDryRunHelp, {}}};
}

int RunApply(Session& session, const Arguments& arguments) {
  const auto items = ReadItems(arguments, session.language());
  if (!items.ok()) return Explain(items.status(), session.language(), session.err());
  const bool dry_run = arguments.On("dry-run");
  if (session.settings().format == Format::kCsv) session.out() << "outcome,item,fields,place\r\n";
  Applier applier(session, dry_run);
  std::vector<Outcome> outcomes;
  for (const ApplyItem& item : *items) {
    const std::unique_ptr<Change> change = applier.Apply(item);
    if (change == nullptr) break;
    Print(*change, dry_run, session);
    outcomes.push_back(change->outcome);
  }
  session.err() << Summary(outcomes, session.language()) << "\n";
  return applier.code();
}

}  // namespace cofi::cli
