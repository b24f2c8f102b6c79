// Questions over all projects as they are now, answered from what the services keep ready: each
// gives its part from an index, and the parts are merged here. They cost what their answer is long;
// totals are a sum over one row a project, remembered until something is written.
#ifndef COFI_SERVICES_REPORTING_ALL_PROJECTS_H_
#define COFI_SERVICES_REPORTING_ALL_PROJECTS_H_

#include <functional>

#include "absl/status/status.h"
#include "base/language.h"
#include "cofi/reporting/v1/deadlines.pb.h"
#include "cofi/reporting/v1/pipeline.pb.h"
#include "cofi/reporting/v1/portfolio.pb.h"
#include "cofi/reporting/v1/search.pb.h"
#include "services/reporting/inquiry.h"
#include "services/rpc/page_cut.h"

namespace cofi::reporting {

// Each fills `answer`, which must stay as the request must, and calls `done` once, as Gather does.

// PAGE_TOKEN_INVALID for a place that cannot be one: a caller may have made it up, and other
// services are asked what is behind it. One without a date is behind a project.
absl::Status CheckPlace(const rpc::PageCut<v1::Deadline>& page);

// REFERENCE_NOT_FOUND of a funder.
void FindDeadlines(const Inquiry& inquiry, const v1::ListDeadlinesRequest& request,
                   const rpc::PageCut<v1::Deadline>& page, v1::DeadlineList* answer, Done done);

// AMOUNT_OVERFLOW if a total cannot be told.
void FindPipeline(const Inquiry& inquiry, const rpc::PageCut<v1::PipelineEntry>& page,
                  Language language, v1::Pipeline* answer, const Done& done);

// VALUE_OUT_OF_RANGE of a page size.
void FindNames(const Inquiry& inquiry, const v1::SearchRequest& request, v1::SearchResponse* answer,
               const Done& done);

// What `budgets` refuses of a filter, an order or a page token.
void FindPortfolio(const Inquiry& inquiry, const v1::GetPortfolioRequest& request,
                   v1::Portfolio* answer, Done done);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_ALL_PROJECTS_H_
