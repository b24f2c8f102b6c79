// A page token is good for one query: another page size, and nothing else, may come with it.
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/resources.h"
#include "clients/methods.h"
#include "db/tables/list.h"
#include "google/api/resource.pb.h"
#include "services/cofid/catalog.h"
#include "services/rpc/host.h"
#include "services/rpc/peers.h"
#include "services/rpc/referrers.h"
#include "services/rpc/standard.h"
#include "tests/reasons.h"

namespace cofi::rpc {
namespace {

void SetSomething(Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->SetString(message, field, "x");
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->SetInt32(message, field, 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->SetInt64(message, field, 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(message, field, true);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->SetEnumValue(message, field, 1);
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Message* inner = reflection->MutableMessage(message, field);
      return SetSomething(inner, inner->GetDescriptor()->field(0));
    }
    default:
      FAIL() << field->full_name();
  }
}

TEST(PageTokens, AreBoundToAllThatAListAsks) {
  int lists = 0;
  for (const auto* service : clients::AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const Descriptor* request = service->method(i)->input_type();
      if (request->FindFieldByName("page_token") == nullptr) continue;
      ++lists;
      const std::unique_ptr<Message> asked = NewMessage(request);
      const std::string plain = AskedBy(*asked);
      for (int j = 0; j < request->field_count(); ++j) {
        const FieldDescriptor* field = request->field(j);
        const std::unique_ptr<Message> other = NewMessage(request);
        if (field->is_repeated()) {
          ASSERT_NE(field->enum_type(), nullptr) << field->full_name();
          other->GetReflection()->AddEnumValue(other.get(), field, 1);
        } else {
          SetSomething(other.get(), field);
        }
        const bool page = field->name() == "page_size" || field->name() == "page_token";
        EXPECT_EQ(AskedBy(*other) == plain, page) << field->full_name();
      }
    }
  }
  EXPECT_GE(lists, 16) << "two reports among them";
}

// The longest value that a text may have, in whatever script.
std::string Longest(const FieldDescriptor* field) {
  const auto& reference = field->options().GetExtension(google::api::resource_reference);
  const bool is_name = field->name() == "name";
  const Descriptor* resource = is_name ? field->containing_type() : ResourceOf(reference.type());
  if (resource != nullptr) {
    const NamePattern& pattern = NamePattern::Of(resource);
    return pattern.Fill(std::vector<std::string>(pattern.variables().size(), std::string(63, 'x')));
  }
  if (field->name() == "uid") return std::string(36, 'x');
  if (FactsOf(field).format() != type::v1::FORMAT_UNSPECIFIED) return std::string(64, 'x');
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "😀";
  return text;
}

// What the server gives out it must take again: the token behind a row as large as one may
// be, in the order of all columns at once.
TEST(PageTokens, AreShortEnoughInEveryOrderOfEveryList) {
  int lists = 0;
  for (const cofid::Entry& entry : cofid::Catalog()) {
    if (entry.migrations == nullptr) continue;
    std::vector<std::string> names = entry.peers;
    for (const std::string& referrer : ReferrersOf(entry.name)) names.push_back(referrer);
    const Peers peers(names);
    const std::unique_ptr<Host> host = entry.make(nullptr, &peers);
    for (const auto& resource : host->resources()) {
      ++lists;
      const std::unique_ptr<Message> row = resource->table->New();
      db::ListQuery query;
      for (const db::Column& column : resource->table->columns()) {
        if (column.kind() == db::ColumnKind::kParts) continue;
        absl::StrAppend(&query.order_by, query.order_by.empty() ? "" : ",", column.path());
        const FieldPath path = FieldPath::Find(row->GetDescriptor(), column.path());
        if (column.kind() != db::ColumnKind::kText) continue;
        // An attachment supports one thing, a receipt is of a grant or on a line, and an expense
        // undoes, credits or corrects another.
        static const std::set<std::string> kNever = {"receipt.line", "expense.credits",
                                                     "expense.corrects"};
        const bool other_subject = resource->table->name() == std::string("attachment") &&
                                   NamedBy(path.leaf()) != nullptr && column.path() != "expense";
        if (other_subject ||
            kNever.contains(absl::StrCat(resource->table->name(), ".", column.path()))) {
          continue;
        }
        Message* holder = path.MutableHolder(row.get());
        holder->GetReflection()->SetString(holder, path.leaf(), Longest(path.leaf()));
      }
      const auto token = db::TokenBehind(*resource->table, query, *row);
      ASSERT_THAT(token, IsOk());
      EXPECT_LE(token->size(), 4'096u) << resource->table->name();
    }
  }
  EXPECT_GE(lists, 14);
}

}  // namespace
}  // namespace cofi::rpc
