// The request that a step of the model stands for.
#ifndef COFI_TESTS_MODEL_REQUESTS_H_
#define COFI_TESTS_MODEL_REQUESTS_H_

#include <memory>
#include <string>

#include "base/dates.h"
#include "base/money.h"
#include "google/protobuf/message.h"
#include "tests/model/oracle.h"

namespace cofi::model {

// `e3`, `a4`: the identifier of the resource that a step is about or makes.
std::string IdOf(const Step& step);
// `projects/p/expenses`
std::string CollectionOf(const std::string& project, Verb verb);
// `projects/p/grants/g1`
std::string GrantName(const std::string& project, int grant);

// What a verb other than DRAFT_BUDGET sends about the resource `name`, showing
// `etag`.
std::unique_ptr<google::protobuf::Message> RequestOf(const std::string& project, const Step& step,
                                                     const std::string& name,
                                                     const std::string& etag);

Date DateOf(int day);
Money Euros(int64_t cents);

}  // namespace cofi::model

#endif  // COFI_TESTS_MODEL_REQUESTS_H_
