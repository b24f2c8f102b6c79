#include "tests/installations/everything.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "db/store/store.h"
#include "google/protobuf/empty.pb.h"
#include "services/cofid/catalog.h"
#include "services/rpc/host.h"
#include "services/rpc/referrers.h"

namespace cofi::end_to_end {
namespace {

using google::protobuf::MethodDescriptor;

const MethodDescriptor* MethodNamed(const std::string& verb) {
  for (const auto* service : clients::AllServices()) {
    if (const auto* method = service->FindMethodByName(verb)) return method;
  }
  return nullptr;
}

// `projects/-/budgets/-` for a line.
std::string ParentOfAll(const Descriptor* resource) {
  const std::string& text = NamePattern::Of(resource).parent_text();
  if (text.empty()) return "";
  const NamePattern parent(text);
  return parent.Fill(std::vector<std::string>(parent.variables().size(), "-"));
}

std::unique_ptr<Message> MessageOf(const std::string& verb, const std::string& request) {
  const MethodDescriptor* method = MethodNamed(verb);
  COFI_CHECK(method != nullptr, verb);
  std::unique_ptr<Message> message = NewMessage(method->input_type());
  COFI_CHECK(google::protobuf::TextFormat::ParseFromString(request, message.get()), request);
  return message;
}

}  // namespace

grpc::Status Do(const Installation& cofi, const std::string& verb, const std::string& request) {
  return cofi.Call(*MessageOf(verb, request), NewMessage(MethodNamed(verb)->output_type()).get());
}

void Must(const Installation& cofi, const std::string& verb, const std::string& request) {
  const std::unique_ptr<Message> message = MessageOf(verb, request);
  const FieldDescriptor* id = message->GetDescriptor()->FindFieldByName("request_id");
  if (id != nullptr && message->GetReflection()->GetString(*message, id).empty()) {
    SetStringField(message.get(), "request_id", NewRequestId());
  }
  const grpc::Status status =
      cofi.Call(*message, NewMessage(MethodNamed(verb)->output_type()).get());
  EXPECT_TRUE(status.ok()) << verb << " " << request << ": " << status.error_message();
}

std::unique_ptr<Message> DeletionOf(const std::string& name, bool force) {
  const Descriptor* type = rpc::TypeOfName(name);
  COFI_CHECK(type != nullptr, name);
  const MethodDescriptor* method = MethodNamed("Delete" + type->name());
  if (method == nullptr) return nullptr;
  std::unique_ptr<Message> request = NewMessage(method->input_type());
  SetStringField(request.get(), "name", name);
  const FieldDescriptor* forced = method->input_type()->FindFieldByName("force");
  if (forced != nullptr) request->GetReflection()->SetBool(request.get(), forced, force);
  return request;
}

grpc::Status Delete(const Installation& cofi, const std::string& name, bool force) {
  google::protobuf::Empty nothing;
  return cofi.Call(*DeletionOf(name, force), &nothing);
}

std::vector<std::string> AllNames(const Installation& cofi) {
  std::vector<std::string> names;
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      if (clients::MethodFacts::Of(method).kind != clients::MethodKind::kList) continue;
      const FieldDescriptor* rows = clients::RowsField(method->output_type());
      const std::unique_ptr<Message> request = NewMessage(method->input_type());
      const std::string parent = ParentOfAll(rows->message_type());
      if (!parent.empty()) SetStringField(request.get(), "parent", parent);
      const FieldDescriptor* size = method->input_type()->FindFieldByName("page_size");
      request->GetReflection()->SetInt32(request.get(), size, 1'000);
      const std::unique_ptr<Message> page = NewMessage(method->output_type());
      const grpc::Status status = cofi.Call(*request, page.get());
      EXPECT_TRUE(status.ok()) << method->name() << ": " << status.error_message();
      for (int n = 0; n < page->GetReflection()->FieldSize(*page, rows); ++n) {
        names.push_back(
            StringField(page->GetReflection()->GetRepeatedMessage(*page, rows, n), "name"));
      }
    }
  }
  return names;
}

void DeletePastTheServer(Installation& cofi, const std::string& name) {
  const Descriptor* type = rpc::TypeOfName(name);
  const std::string service = clients::OwnerOf(type);
  const std::string together = cofi.folder().path() + "/all";
  const std::string data = std::filesystem::exists(together)
                               ? together
                               : absl::StrCat(cofi.folder().path(), "/", service);
  cofi.Stop(service);
  for (const cofid::Entry& entry : cofid::Catalog()) {
    if (entry.name != service) continue;
    // What is kept beside it goes too.
    auto store = db::Store::Open({.database = cofi.database(),
                                  .folder = data,
                                  .service = service,
                                  .keep_up = db::KeepUpBy(entry.kept)},
                                 entry.migrations());
    COFI_CHECK(store.ok(), store.status().ToString());
    const rpc::Peers nobody(entry.peers);
    const auto host = entry.make(store->get(), &nobody);
    const absl::Status deleted =
        (*store)->WriteAndWait({.root = std::string(RootOf(name)), .verb = "Tampered"},
                               [&](db::Transaction& tx) -> absl::Status {
                                 for (const auto& resource : host->resources()) {
                                   if (resource->table->type() != type) continue;
                                   const std::unique_ptr<Message> row = resource->table->New();
                                   COFI_RETURN_IF_ERROR(resource->table->Get(tx, name, row.get()));
                                   COFI_RETURN_IF_ERROR(resource->table->Delete(tx, *row));
                                 }
                                 return absl::OkStatus();
                               });
    EXPECT_TRUE(deleted.ok()) << name << ": " << deleted;
  }
  cofi.Start(service);
}

std::string Unsound(const Installation& cofi) {
  std::string all;
  for (const std::string& service : clients::Recorded()) {
    const journal::v1::Verdict verdict = cofi.Verify(service);
    if (!verdict.sound()) absl::StrAppend(&all, service, ": ", verdict.finding().message(), "\n");
  }
  return all;
}

}  // namespace cofi::end_to_end
