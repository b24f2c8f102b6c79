#include "services/rpc/directory.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "google/api/resource.pb.h"

namespace cofi::rpc {
namespace {

constexpr absl::Duration kRemembered = absl::Seconds(30);
// Names are short: this is a few megabytes at most.
constexpr size_t kKnownMax = 50'000;

// One question to a peer, with its messages.
struct Question {
  std::unique_ptr<Message> request;
  std::unique_ptr<Message> resource;
};

}  // namespace

ProjectFacts Directory::FactsIn(const Message& resource) {
  return {StringField(resource, "currency"), StringField(resource, "time_zone")};
}

bool Directory::IsElsewhere(const Descriptor* type) const {
  const std::string owner = clients::OwnerOf(type);
  return owner != self_ && peers_->Has(owner);
}

std::vector<Directory::Lead> Directory::MakeLeads(const Descriptor* type) const {
  std::vector<Lead> leads;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (absl::StartsWith(field->message_type()->full_name(), "cofi.")) {
        leads.push_back({field, nullptr});
      }
      continue;
    }
    const std::string& target =
        field->options().GetExtension(google::api::resource_reference).type();
    const Descriptor* resource = target.empty() ? nullptr : clients::ResourceOf(target);
    if (resource != nullptr && IsElsewhere(resource)) leads.push_back({field, resource});
  }
  return leads;
}

const std::vector<Directory::Lead>& Directory::LeadsOf(const Descriptor* type) {
  absl::MutexLock lock(&mutex_);
  auto& leads = leads_[type];
  if (leads == nullptr) leads = std::make_unique<std::vector<Lead>>(MakeLeads(type));
  return *leads;
}

void Directory::Collect(const Message& message, const std::string& prefix,
                        std::vector<Need>* needs) {
  const auto* reflection = message.GetReflection();
  for (const auto& [field, type] : LeadsOf(message.GetDescriptor())) {
    const bool repeated = field->is_repeated();
    const int count =
        repeated ? reflection->FieldSize(message, field) : reflection->HasField(message, field);
    for (int i = 0; i < count; ++i) {
      if (type == nullptr) {
        Collect(repeated ? reflection->GetRepeatedMessage(message, field, i)
                         : reflection->GetMessage(message, field),
                absl::StrCat(prefix, field->name(), "."), needs);
      } else {
        needs->push_back({absl::StrCat(prefix, field->name()),
                          repeated ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field),
                          type});
      }
    }
  }
}

bool Directory::Recall(const std::string& name, ProjectFacts* facts) {
  absl::MutexLock lock(&mutex_);
  const auto found = known_.find(name);
  if (found == known_.end() || found->second.until < absl::Now()) return false;
  if (facts != nullptr) *facts = found->second.facts;
  return true;
}

void Directory::Remember(const std::string& name, const Message& resource) {
  absl::MutexLock lock(&mutex_);
  if (known_.size() >= kKnownMax) known_.clear();
  known_[name] = {FactsIn(resource), absl::Now() + kRemembered};
}

std::vector<Directory::Need> Directory::NeedsOf(const Message& request, const std::string& root) {
  std::vector<Need> needs;
  Collect(request, "", &needs);
  // The project itself is what the request is about; a wildcard names nothing that
  // could be missing.
  std::erase_if(needs,
                [&](const Need& need) { return need.name == root || HasWildcard(need.name); });
  static const Descriptor* const project = clients::ResourceOf("cofi/Project");
  if (absl::StartsWith(root, "projects/") && IsElsewhere(project)) {
    needs.insert(needs.begin(), {"", root, project});
  }
  return needs;
}

// What one call waits for.
struct Directory::Waiting {
  explicit Waiting(Done finished) : done(std::move(finished)) {}

  // One answer less to wait for; with the last one the call goes on.
  void Answered(const absl::Status& answer) {
    {
      absl::MutexLock lock(&mutex);
      if (status.ok()) status = answer;
      if (--open > 0) return;
    }
    done(status, facts);
  }

  const Done done;
  absl::Mutex mutex;
  int open = 1;  // One for Admit itself.
  absl::Status status;
  ProjectFacts facts;
};

void Directory::Admit(const Message& request, const std::string& root,
                      const type::v1::Moment* known_at, const Supposed& supposed, Done done) {
  const auto waiting = std::make_shared<Waiting>(std::move(done));
  for (const Need& need : NeedsOf(request, root)) {
    const bool is_root = need.field.empty();
    if (const auto found = supposed.find(need.name); found != supposed.end()) {
      absl::MutexLock lock(&waiting->mutex);
      if (is_root) waiting->facts = found->second;
      continue;
    }
    const type::v1::Moment* const then = is_root ? known_at : nullptr;
    if (then == nullptr && Recall(need.name, is_root ? &waiting->facts : nullptr)) continue;
    {
      absl::MutexLock lock(&waiting->mutex);
      ++waiting->open;
    }
    Ask(need, then, waiting);
  }
  waiting->Answered(absl::OkStatus());
}

void Directory::Ask(const Need& need, const type::v1::Moment* known_at,
                    const std::shared_ptr<Waiting>& waiting) {
  const std::string owner = clients::OwnerOf(need.type);
  const absl::StatusOr<clients::Peer> peer = peers_->Get(owner, {});
  if (!peer.ok()) return waiting->Answered(peer.status());
  const auto* getter = clients::GetterOf(need.type);
  auto question = std::make_shared<Question>(
      Question{NewMessage(getter->input_type()), NewMessage(getter->output_type())});
  SetStringField(question->request.get(), "name", need.name);
  if (known_at != nullptr) {
    MutableMessageField(question->request.get(), "known_at")->CopyFrom(*known_at);
  }
  peer->Call(*question->request, question->resource.get(),
             [this, waiting, question, need, owner,
              past = known_at != nullptr](const grpc::Status& answer) {
               absl::Status status = clients::FromPeer(owner, answer);
               if (status.ok() && !past) Remember(need.name, *question->resource);
               if (status.ok() && need.field.empty()) {
                 absl::MutexLock lock(&waiting->mutex);
                 waiting->facts = FactsIn(*question->resource);
               } else if (absl::IsNotFound(status) && !need.field.empty()) {
                 status = InField(need.field, Refuse(type::v1::REASON_REFERENCE_NOT_FOUND,
                                                     {{"name", need.name}}));
               }
               waiting->Answered(status);
             });
}

}  // namespace cofi::rpc
