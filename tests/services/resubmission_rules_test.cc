// Applications that follow each other never count on the same day.
#include "services/applications/resubmission_rules.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/states.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using v1::Application;

// `{SUBMITTED, 2018-01-10}, …`, in their order.
using Past = std::vector<std::pair<Application::State, std::string>>;

Application After(const Past& past) {
  Application application;
  application.set_state(Application::STATE_DRAFT);
  for (const auto& [state, date] : past) Enter(&application, state, "VERB", On(date), "");
  return application;
}

TEST(Stands, UnlessItWasRejectedOrWithdrawn) {
  for (int i = 1; i < Application::State_descriptor()->value_count(); ++i) {
    Application application;
    application.set_state(static_cast<Application::State>(i));
    const bool ended = application.state() == Application::STATE_REJECTED ||
                       application.state() == Application::STATE_WITHDRAWN;
    EXPECT_EQ(Stands(application), !ended) << EnumNameOf(application.state());
  }
}

TEST(CountedTogether, OnNoDayOfADraft) {
  const Application submitted = After({{Application::STATE_SUBMITTED, "2018-01-10"}});
  EXPECT_FALSE(CountedTogether(submitted, After({})));
  EXPECT_FALSE(CountedTogether(After({{Application::STATE_WITHDRAWN, "2018-02-01"}}), submitted));
  EXPECT_TRUE(CountedTogether(submitted, submitted));
}

TEST(CountedTogether, NotWhereOneBeginsAsTheOtherEnds) {
  const Application earlier = After(
      {{Application::STATE_SUBMITTED, "2018-01-10"}, {Application::STATE_REJECTED, "2018-03-01"}});
  for (const auto& [date, together] :
       {std::pair("2018-02-28", true), std::pair("2018-03-01", false),
        std::pair("2018-03-02", false)}) {
    const Application later = After({{Application::STATE_SUBMITTED, date}});
    EXPECT_EQ(CountedTogether(earlier, later), together) << date;
    EXPECT_EQ(CountedTogether(later, earlier), together) << date;
  }
}

TEST(CountedTogether, LooksAtEachTimeThatItStood) {
  const Application earlier = After({{Application::STATE_SUBMITTED, "2018-01-10"},
                                     {Application::STATE_REJECTED, "2018-03-01"},
                                     {Application::STATE_SUBMITTED, "2018-06-01"},
                                     {Application::STATE_AWARDED, "2018-06-15"},
                                     {Application::STATE_WITHDRAWN, "2018-07-01"}});
  EXPECT_FALSE(CountedTogether(earlier, After({{Application::STATE_SUBMITTED, "2018-03-01"},
                                               {Application::STATE_REJECTED, "2018-06-01"}})));
  EXPECT_TRUE(CountedTogether(earlier, After({{Application::STATE_SUBMITTED, "2018-03-01"},
                                              {Application::STATE_REJECTED, "2018-06-02"}})));
  EXPECT_TRUE(CountedTogether(earlier, After({{Application::STATE_SUBMITTED, "2018-06-20"}})));
  EXPECT_FALSE(CountedTogether(earlier, After({{Application::STATE_SUBMITTED, "2018-07-01"}})));
}

// As of a day counts what was so at its end.
TEST(CountedTogether, NotOnADayThatItDidNotOutlast) {
  EXPECT_FALSE(CountedTogether(After({{Application::STATE_SUBMITTED, "2018-02-01"},
                                      {Application::STATE_WITHDRAWN, "2018-02-01"}}),
                               After({{Application::STATE_SUBMITTED, "2018-01-10"}})));
}

}  // namespace
}  // namespace cofi::applications
