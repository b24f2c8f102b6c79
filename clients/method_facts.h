// What a method is, worked out once from its descriptor. Server and clients ask this, and nobody
// else reads the names of methods.
#ifndef COFI_CLIENTS_METHOD_FACTS_H_
#define COFI_CLIENTS_METHOD_FACTS_H_

#include <string>

#include "base/fields.h"
#include "cofi/type/v1/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cofi::clients {

// In the order in which people are shown the verbs of a resource.
enum class MethodKind {
  kList,         // Pages of a resource: ListExpenses.
  kGet,          // GetExpense.
  kCreate,       // CreateExpense.
  kUpdate,       // UpdateGrant.
  kDelete,       // DeleteGrant.
  kBatchCreate,  // Several requests that make some: BatchCreateExpenses, BatchRepeatExpenses.
  kVerb,         // Any other about a resource of its own service: SignApplicationAgreement.
  kOther,        // About none, as reports and journals are.
};

struct MethodFacts {
  // Of a method that may be no method of Cofi's.
  explicit MethodFacts(const google::protobuf::MethodDescriptor* method);

  // Those of a method of Cofi's.
  static const MethodFacts& Of(const google::protobuf::MethodDescriptor* method);

  // The name that a request is about: what it is called on, the parent of what it makes or
  // lists, the resource that it changes, a journal. Empty if it names none.
  std::string TargetOf(const Message& request) const;

  const google::protobuf::MethodDescriptor* method;
  MethodKind kind = MethodKind::kOther;
  // What it is about; null for kOther.
  const Descriptor* resource = nullptr;
  // The field of a create or update that holds the resource; null in others.
  const FieldDescriptor* body = nullptr;
  // The field of the request with the name that it is about; empty if there is none.
  FieldPath target;
  // Whether it takes a request_id, under which it is carried out once.
  bool once;
  // Whether it has no effect.
  bool reads;
  // Whether it is for services among themselves.
  bool internal;
  // Whether it takes or gives a stream.
  bool streams;
  type::v1::Permission permission;
};

// The method that gets a resource of this type by its name; null if there is none.
const google::protobuf::MethodDescriptor* GetterOf(const Descriptor* resource);

// The field of an answer that holds resources; null if there is none.
const FieldDescriptor* RowsField(const Descriptor* answer);

// The resource type that a field refers to, its own or its child's; empty if none.
const std::string& ReferredType(const FieldDescriptor* field);

}  // namespace cofi::clients

#endif  // COFI_CLIENTS_METHOD_FACTS_H_
