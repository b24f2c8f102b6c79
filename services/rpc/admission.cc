#include "services/rpc/admission.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/resources.h"
#include "base/status.h"
#include "clients/method_facts.h"
#include "clients/services.h"
#include "cofi/journal/internal/v1/names.pb.h"
#include "google/protobuf/empty.pb.h"
#include "services/rpc/batch.h"
#include "services/rpc/known.h"
#include "services/rpc/referrers.h"

namespace cofi::rpc {
namespace {

constexpr absl::Duration kRemembered = absl::Seconds(30);
// Longer than a service takes that is there.
constexpr absl::Duration kAnswerMax = absl::Seconds(10);
// A question that ends so near to its deadline was cut off by it.
constexpr absl::Duration kCut = absl::Milliseconds(100);

// One question to a peer, with its messages.
struct Question {
  std::unique_ptr<Message> request;
  std::unique_ptr<Message> resource;
};

// What several questions come to: OK if all answers are; else the refusal that stands first,
// or came first among those of one place.
class Answers {
 public:
  // `done` is called with the last answer; one is expected from the beginning, of whoever
  // expects the others.
  explicit Answers(std::function<void(const absl::Status&)> done) : done_(std::move(done)) {}

  void Expect() {
    absl::MutexLock lock(&mutex_);
    ++open_;
  }

  void Take(const absl::Status& answer, int place = 0) {
    absl::Status all;
    {
      absl::MutexLock lock(&mutex_);
      if (!answer.ok() && (status_.ok() || place < place_)) {
        status_ = answer;
        place_ = place;
      }
      if (--open_ > 0) return;
      all = status_;
    }
    done_(all);
  }

 private:
  const std::function<void(const absl::Status&)> done_;
  absl::Mutex mutex_;
  int open_ ABSL_GUARDED_BY(mutex_) = 1;
  int place_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

// Asks the NameService of a peer.
void AskToRule(const Peers& peers, const std::string& service, const Message& request,
               const clients::CallOptions& options, std::function<void(const absl::Status&)> done) {
  const absl::StatusOr<clients::Peer> peer = peers.Get(service, options);
  if (!peer.ok()) return done(peer.status());
  const auto nothing = std::make_shared<google::protobuf::Empty>();
  peer->Call(request, nothing.get(),
             [nothing, service, done = std::move(done)](const grpc::Status& answer) {
               absl::Status said = clients::FromPeer(service, answer);
               // What is in doubt there is a note, which heals: nothing else has happened.
               if (ReasonOf(said) == type::v1::REASON_OUTCOME_UNKNOWN) {
                 said = Refuse(type::v1::REASON_PEER_UNAVAILABLE,
                               {{"peer", service}, {"detail", answer.error_message()}});
               }
               done(said);
             });
}

}  // namespace

Admission::Admission(const std::string& self, const Peers* peers, db::Store* store,
                     std::function<absl::Time()> now, AdmissionLimits limits)
    : self_(self),
      peers_(peers),
      store_(store),
      known_types_(store == nullptr ? std::vector<const Descriptor*>() : KnownTypes(self)),
      now_(std::move(now)),
      limits_(limits) {}

ProjectTerms Admission::TermsIn(const Message& resource) {
  return {StringField(resource, "currency"), StringField(resource, "time_zone")};
}

bool Admission::IsElsewhere(const Descriptor* type) const {
  const std::string owner = clients::OwnerOf(type);
  return owner != self_ && peers_->Has(owner);
}

std::vector<Admission::Lead> Admission::MakeLeads(const Descriptor* type) const {
  std::vector<Lead> leads;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (absl::StartsWith(field->message_type()->full_name(), "cofi.")) {
        leads.push_back({field, nullptr});
      }
      continue;
    }
    const Descriptor* resource = NamedBy(field);
    if (resource != nullptr && IsElsewhere(resource)) leads.push_back({field, resource});
  }
  return leads;
}

const std::vector<Admission::Lead>& Admission::LeadsOf(const Descriptor* type) {
  absl::MutexLock lock(&mutex_);
  auto& leads = leads_[type];
  if (leads == nullptr) leads = std::make_unique<std::vector<Lead>>(MakeLeads(type));
  return *leads;
}

void Admission::Collect(const Message& message, const std::string& prefix,
                        std::vector<ForeignName>* names) {
  const auto* reflection = message.GetReflection();
  for (const auto& [field, type] : LeadsOf(message.GetDescriptor())) {
    // Those of a batch that is only rehearsed are asked for one by one.
    if (IsOfBatch(field) && IsRehearsed(message)) continue;
    const bool repeated = field->is_repeated();
    const int count =
        repeated ? reflection->FieldSize(message, field) : reflection->HasField(message, field);
    for (int i = 0; i < count; ++i) {
      const std::string path =
          absl::StrCat(prefix, field->name(), repeated ? absl::StrCat("[", i, "]") : "");
      if (type == nullptr) {
        Collect(repeated ? reflection->GetRepeatedMessage(message, field, i)
                         : reflection->GetMessage(message, field),
                path + ".", names);
      } else {
        names->push_back({path,
                          repeated ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field),
                          type});
      }
    }
  }
}

bool Admission::Recall(const std::string& name, ProjectTerms* terms) {
  absl::MutexLock lock(&mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end() || found->second->until < now_()) return false;
  remembered_.splice(remembered_.begin(), remembered_, found->second);
  if (terms != nullptr) *terms = found->second->terms;
  return true;
}

void Admission::Remember(const std::string& name, const ProjectTerms& terms) {
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) remembered_.erase(found->second);
  remembered_.push_front({name, terms, now_() + kRemembered});
  by_name_[name] = remembered_.begin();
  if (remembered_.size() <= limits_.remembered) return;
  by_name_.erase(remembered_.back().name);
  remembered_.pop_back();
}

void Admission::Forget(const std::string& name) {
  absl::MutexLock lock(&mutex_);
  for (const bool owner : {false, true}) {
    const auto asking =
        askings_.find(Topic{.name = {"", name, nullptr}, .known_at = {}, .owner = owner}.Key());
    if (asking != askings_.end()) asking->second.forgotten = true;
  }
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  remembered_.erase(found->second);
  by_name_.erase(found);
}

std::vector<ForeignName> Admission::NamesIn(const Message& message, const std::string& root) {
  std::vector<ForeignName> names = ProjectOf(root), others;
  Collect(message, "", &others);
  // Asked for once, and missed where it stands first.
  absl::flat_hash_set<std::string> seen;
  for (ForeignName& each : others) {
    // A wildcard names nothing that could be missing.
    if (each.name == root || HasWildcard(each.name) || !seen.insert(each.name).second) continue;
    names.push_back(std::move(each));
  }
  return names;
}

std::vector<ForeignName> Admission::ProjectOf(const std::string& root) const {
  static const Descriptor* const project = ResourceOf("cofi.dev/Project");
  if (!NamePattern::Of(project).Check(root).ok() || !IsElsewhere(project)) return {};
  return {{"", root, project}};
}

absl::Status Admission::Missing(const ForeignName& name) {
  if (name.field.empty()) {
    return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", name.name}});
  }
  return InField(name.field, Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name.name}}));
}

void Admission::Admit(const std::vector<ForeignName>& names, const type::v1::Moment* known_at,
                      const Asker& asker, Done done) {
  struct SharedTerms {
    absl::Mutex mutex;
    ProjectTerms project;
  };
  const auto terms = std::make_shared<SharedTerms>();
  const auto answers =
      std::make_shared<Answers>([terms, done = std::move(done)](const absl::Status& status) {
        done(status, terms->project);
      });
  for (const ForeignName& name : names) {
    const bool is_project = name.field.empty();
    const type::v1::Moment* const then = is_project ? known_at : nullptr;
    if (then == nullptr && Recall(name.name, is_project ? &terms->project : nullptr)) continue;
    answers->Expect();
    const Done taken = [=](const absl::Status& status, const ProjectTerms& project) {
      if (is_project) {
        absl::MutexLock lock(&terms->mutex);
        terms->project = project;
      }
      answers->Take(absl::IsNotFound(status) ? Missing(name) : status);
    };
    Join({.name = name,
          .known_at = then == nullptr ? std::nullopt : std::optional(*then),
          .owner = asker.owner},
         {.deadline = asker.deadline, .done = taken});
  }
  answers->Take(absl::OkStatus());
}

std::string Admission::Topic::Key() const {
  return absl::StrCat(name.name, owner ? "\n\n" : "\n",
                      known_at.has_value() ? known_at->SerializeAsString() : "");
}

void Admission::Join(const Topic& topic, const Waiter& waiter) {
  bool leads = false;
  {
    absl::MutexLock lock(&mutex_);
    if (waiting_ < limits_.waiting) {
      ++waiting_;
      std::vector<Waiter>& waiters = askings_[topic.Key()].waiters;
      waiters.push_back(waiter);
      if (waiters.size() > 1) return;
      leads = true;
    }
  }
  if (leads) return Look(topic, waiter.deadline);
  waiter.done(Refuse(type::v1::REASON_OVERLOADED, {{"limit", absl::StrCat(limits_.waiting)}}), {});
}

void Admission::Look(const Topic& topic, absl::Time deadline) {
  if (topic.owner || topic.known_at.has_value() ||
      std::count(known_types_.begin(), known_types_.end(), topic.name.type) == 0) {
    return Fly(topic, deadline);
  }
  const auto terms = std::make_shared<std::optional<ProjectTerms>>();
  store_->Read(
      {},
      [topic, terms](db::Transaction& tx) -> absl::Status {
        const std::unique_ptr<Message> resource = NewMessage(topic.name.type);
        COFI_ASSIGN_OR_RETURN(const bool known, ReadKnown(tx, topic.name.name, resource.get()));
        *terms = known ? std::optional(TermsIn(*resource)) : std::nullopt;
        return absl::OkStatus();
      },
      [this, topic, terms, deadline](const absl::Status& status) {
        if (status.ok() && !terms->has_value()) return Fly(topic, deadline);
        Land(topic, deadline, status, terms->value_or(ProjectTerms()));
      });
}

// With the deadline of the first.
void Admission::Fly(const Topic& topic, absl::Time deadline) {
  AskUntil(topic.name, topic.known_at.has_value() ? &*topic.known_at : nullptr, deadline,
           [this, topic, deadline](const absl::Status& status, const ProjectTerms& terms) {
             Land(topic, deadline, status, terms);
           });
}

void Admission::Land(const Topic& topic, absl::Time deadline, const absl::Status& status,
                     const ProjectTerms& terms) {
  // The time of the first was up, and that of others may not be.
  const bool cut =
      ReasonOf(status) == type::v1::REASON_PEER_UNAVAILABLE && absl::Now() + kCut >= deadline;
  std::vector<Waiter> landed;
  absl::Time next = deadline;
  {
    absl::MutexLock lock(&mutex_);
    const auto asking = askings_.find(topic.Key());
    if (status.ok() && !topic.known_at.has_value() && !asking->second.forgotten) {
      Remember(topic.name.name, terms);
    }
    for (Waiter& each : std::exchange(asking->second.waiters, {})) {
      const bool goes_on = cut && each.deadline > deadline;
      if (goes_on) next = std::max(next, each.deadline);
      (goes_on ? asking->second.waiters : landed).push_back(std::move(each));
    }
    waiting_ -= landed.size();
    if (asking->second.waiters.empty()) askings_.erase(asking);
  }
  for (const Waiter& each : landed) each.done(status, terms);
  if (next > deadline) Fly(topic, next);
}

void Admission::Ask(const ForeignName& name, const type::v1::Moment* known_at, Done done) {
  AskUntil(name, known_at, absl::InfiniteFuture(), std::move(done));
}

void Admission::AskUntil(const ForeignName& name, const type::v1::Moment* known_at,
                         absl::Time deadline, Done done) {
  const std::string owner = clients::OwnerOf(name.type);
  const absl::Duration left = deadline - absl::Now();
  // For itself: all who wait share the answer.
  const absl::StatusOr<clients::Peer> peer =
      peers_->Get(owner, {.timeout = std::clamp(left, absl::ZeroDuration(), kAnswerMax)});
  if (!peer.ok()) return done(peer.status(), {});
  const auto* getter = clients::GetterOf(name.type);
  auto question = std::make_shared<Question>(
      Question{NewMessage(getter->input_type()), NewMessage(getter->output_type())});
  SetStringField(question->request.get(), "name", name.name);
  if (known_at != nullptr) {
    MutableMessageField(question->request.get(), "known_at")->CopyFrom(*known_at);
  }
  peer->Call(*question->request, question->resource.get(),
             [question, owner, done = std::move(done)](const grpc::Status& answer) {
               const absl::Status status = clients::FromPeer(owner, answer);
               done(status, status.ok() ? TermsIn(*question->resource) : ProjectTerms());
             });
}

void Admission::Reinstate(const ForeignName& name, const clients::CallOptions& options,
                          std::function<void(const absl::Status&)> done) {
  Forget(name.name);
  journal::internal::v1::ReinstateNameRequest request;
  request.set_journal(clients::JournalOf(clients::OwnerOf(name.type)));
  request.set_name(name.name);
  AskToRule(*peers_, clients::OwnerOf(name.type), request, options, std::move(done));
}

void Admission::Retire(const std::string& name, const std::vector<std::string>& referrers,
                       const std::string& deletion, bool validate_only,
                       const clients::CallOptions& options,
                       std::function<void(const absl::Status&)> done) {
  const auto answers = std::make_shared<Answers>(std::move(done));
  int place = 0;
  for (const std::string& service : referrers) {
    journal::internal::v1::RetireNameRequest request;
    request.set_journal(clients::JournalOf(service));
    request.set_name(name);
    request.set_deletion(deletion);
    request.set_validate_only(validate_only);
    answers->Expect();
    AskToRule(*peers_, service, request, options,
              [answers, place](const absl::Status& status) { answers->Take(status, place); });
    ++place;
  }
  answers->Take(absl::OkStatus());
}

}  // namespace cofi::rpc
