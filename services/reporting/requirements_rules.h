// What is missing from the files of applications, and what of a project has no proof. Pure.
//
//   MakeRequirements(facts, {.attachments = …, .papers = …, .expenses = …})
#ifndef COFI_SERVICES_REPORTING_REQUIREMENTS_RULES_H_
#define COFI_SERVICES_REPORTING_REQUIREMENTS_RULES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/reporting/v1/requirements.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// What may prove something of a project, and what is to be proved besides its facts.
struct ProjectFiles {
  // Of the project.
  std::vector<attachments::v1::Attachment> attachments;
  // Of its lead.
  std::vector<attachments::v1::Paper> papers;
  // On the day of the facts.
  std::vector<budgets::v1::Expense> expenses;
};

// Whether a document that the call of `application` requires is there on a day.
v1::Requirement MakeRequirement(const std::string& required, const Application& application,
                                const ProjectFiles& files, absl::CivilDay day);

// Whether an attachment is the document that is required so: who said which it is, meant no other.
bool IsRequiredDocument(const attachments::v1::Attachment& attachment, const std::string& required);

// `part` of `whole` in hundredths of a percent, rounded down; all of nothing.
int32_t BasisPointsDown(int part, int whole);

v1::Requirements MakeRequirements(const ProjectFacts& facts, const ProjectFiles& files);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_REQUIREMENTS_RULES_H_
