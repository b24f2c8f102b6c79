#include "services/reporting/carry_forward_rules.h"

#include <algorithm>

#include "base/money.h"

namespace cofi::reporting {
namespace {

using Row = v1::CarryForwardRow;

struct CarriedFigures {
  Wide secured = 0, received = 0, spent = 0, carried = 0;

  void Add(const CarriedFigures& other) {
    secured += other.secured;
    received += other.received;
    spent += other.spent;
    carried += other.carried;
  }
};

Row::Basis BasisOf(const Grant& grant) {
  if (grant.has_close_date()) return Row::BASIS_CLOSED;
  return grant.conditional() ? Row::BASIS_RECEIVED : Row::BASIS_SECURED;
}

CarriedFigures FiguresOf(const Grant& grant) {
  CarriedFigures figures{.secured = PayableMinor(grant),
                         .received = Minor(grant.received_amount()),
                         .spent = Minor(grant.spent_amount())};
  Wide earmarked = 0;
  switch (BasisOf(grant)) {
    case Row::BASIS_SECURED:
      earmarked = figures.secured;
      break;
    case Row::BASIS_RECEIVED:
      // What is more than it pays is to be given back.
      earmarked = std::min(figures.received, figures.secured);
      break;
    default:
      break;
  }
  figures.carried = std::max<Wide>(0, earmarked - figures.spent);
  return figures;
}

void SetFigures(const ProjectFacts& facts, const CarriedFigures& figures, Row* row) {
  *row->mutable_secured() = AmountIn(facts, figures.secured);
  *row->mutable_received() = AmountIn(facts, figures.received);
  *row->mutable_spent() = AmountIn(facts, figures.spent);
  *row->mutable_carry_forward() = AmountIn(facts, figures.carried);
}

}  // namespace

v1::CarryForward MakeCarryForward(const ProjectFacts& facts) {
  v1::CarryForward answer;
  answer.set_project(facts.project.name());
  answer.set_project_display_name(facts.project.display_name());
  CarriedFigures total;
  for (const Grant& grant : facts.grants) {
    const CarriedFigures figures = FiguresOf(grant);
    total.Add(figures);
    Row* const row = answer.add_rows();
    row->set_grant(grant.name());
    row->set_display_name(grant.display_name());
    row->set_funder(grant.funder());
    row->set_funder_display_name(FunderNameOf(*facts.catalogue, grant.funder()));
    row->set_basis(BasisOf(grant));
    SetFigures(facts, figures, row);
  }
  SetFigures(facts, total, answer.mutable_total());
  return answer;
}

}  // namespace cofi::reporting
