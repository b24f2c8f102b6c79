// Lists of other services, read page by page without a thread.
#ifndef COFI_SERVICES_REPORTING_LIST_PAGES_H_
#define COFI_SERVICES_REPORTING_LIST_PAGES_H_

#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "services/reporting/inquiry.h"

namespace cofi::reporting {

// Rows to a page: the fewest calls.
inline constexpr int kListPageRows = 1'000;

// A list on its way.
template <typename Request, typename Response, typename Row>
struct Listing {
  Request request;
  Response page;
  std::vector<Row> rows;
  // More of them are refused.
  size_t rows_max = 0;
  // Moves the rows out of a page; false if the rest is not wanted.
  std::function<bool(Response&, std::vector<Row>*)> take;
};

// Reads page after page until there are no more, or `take` wants none. TOO_MANY_ITEMS beyond what
// the listing takes.
template <typename Request, typename Response, typename Row>
void ReadList(const Inquiry& inquiry, const char* service,
              const std::shared_ptr<Listing<Request, Response, Row>>& listing, const Done& done) {
  listing->request.set_page_size(kListPageRows);
  listing->page.Clear();
  Ask(inquiry, service, listing->request, &listing->page,
      [inquiry, service, listing, done](const absl::Status& status) {
        if (!status.ok()) return done(status);
        const bool more = listing->take(listing->page, &listing->rows);
        if (listing->rows.size() > listing->rows_max) {
          return done(Refuse(type::v1::REASON_TOO_MANY_ITEMS,
                             {{"value", absl::StrCat("> ", listing->rows_max)},
                              {"limit", absl::StrCat(listing->rows_max)}}));
        }
        if (!more || listing->page.next_page_token().empty()) return done(absl::OkStatus());
        listing->request.set_page_token(listing->page.next_page_token());
        ReadList(inquiry, service, listing, done);
      });
}

// Moves all rows of a page's field behind those that there are.
template <typename Row>
void TakeAll(google::protobuf::RepeatedPtrField<Row>* field, std::vector<Row>* rows) {
  rows->insert(rows->end(), std::make_move_iterator(field->begin()),
               std::make_move_iterator(field->end()));
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_LIST_PAGES_H_
