// The expenses of a payment claim, as the funder asks for them; or the claims of a project. Pure.
#ifndef COFI_SERVICES_REPORTING_CLAIM_STATEMENT_RULES_H_
#define COFI_SERVICES_REPORTING_CLAIM_STATEMENT_RULES_H_

#include <vector>

#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/reporting/v1/claim_statement.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// What a statement is made of, besides the facts.
struct ClaimBooks {
  // The claim that was asked for, with its shares; or all of them, without.
  std::vector<budgets::v1::Claim> claims;
  bool one = false;
  // Of the one: the expenses of its shares, and the files that support it or any expense of the
  // project.
  std::vector<budgets::v1::Expense> expenses;
  std::vector<attachments::v1::Attachment> attachments;
};

v1::ClaimStatement MakeClaimStatement(const ProjectFacts& facts, const ClaimBooks& books);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_CLAIM_STATEMENT_RULES_H_
