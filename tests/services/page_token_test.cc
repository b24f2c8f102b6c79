// A page token is good for one query: another page size, and nothing else, may come with it.
#include <gtest/gtest.h>

#include <string>

#include "base/fields.h"
#include "clients/methods.h"
#include "services/rpc/standard.h"

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
      // A report has no pages.
      if (request->FindFieldByName("page_token") == nullptr) continue;
      ++lists;
      const std::unique_ptr<Message> asked = NewMessage(request);
      const std::string plain = AskedBy(*asked);
      for (int j = 0; j < request->field_count(); ++j) {
        const FieldDescriptor* field = request->field(j);
        const std::unique_ptr<Message> other = NewMessage(request);
        ASSERT_FALSE(field->is_repeated()) << field->full_name();
        SetSomething(other.get(), field);
        const bool page = field->name() == "page_size" || field->name() == "page_token";
        EXPECT_EQ(AskedBy(*other) == plain, page) << field->full_name();
      }
    }
  }
  EXPECT_GE(lists, 14);
}

}  // namespace
}  // namespace cofi::rpc
