#include "services/reporting/chart_of_accounts_rules.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "base/dates.h"
#include "base/money.h"

namespace cofi::reporting {
namespace {

constexpr absl::string_view kIndirect = "indirect";
constexpr size_t kHeadingDigits = 2;

// Sources: CRC 99-01 of 1999-02-16; ANC 2018-06 of 2018-12-05, which replaces it for fiscal years
// from 2020-01-01 on; ANC 2022-06 of 2022-11-04, which amends the general chart that it stands on
// for fiscal years from 2025-01-01 on.
struct Version {
  ChartVersion chart;
  absl::string_view name;
  int first_fiscal_year;
};
constexpr Version kVersions[] = {
    {ChartVersion::kCrc9901, "crc-99-01", 0},
    {ChartVersion::kAnc201806, "anc-2018-06", 2020},
    {ChartVersion::kAnc202206, "anc-2022-06", 2025},
};

constexpr ChartVersion kCrc = ChartVersion::kCrc9901;
constexpr ChartVersion kAnc18 = ChartVersion::kAnc201806;
constexpr ChartVersion kAnc22 = ChartVersion::kAnc202206;

// In the order of the forms CERFA 12156*06 and 15059*02, of which are the words wherever they have
// a row; the French of the others is that of the versions' lists of accounts. The forms still print
// 79, which is in no chart of today.
constexpr Account kAccounts[] = {
    // Assets, which the forms have no rows for: as the versions' lists of accounts have them.
    {"20", {"Intangible assets", "Immobilisations incorporelles"}},
    {"201", {"Set-up costs", "Frais d'établissement"}},
    {"203", {"Development costs", "Frais de développement"}},
    {"205", {"Software, licences and rights", "Logiciels, licences et droits similaires"}},
    {"208", {"Other intangible assets", "Autres immobilisations incorporelles"}},
    {"21", {"Tangible assets", "Immobilisations corporelles"}},
    {"211", {"Land", "Terrains"}},
    {"212", {"Works on land", "Agencements et aménagements de terrains"}},
    {"213", {"Buildings", "Constructions"}},
    {"214", {"Buildings on others' land", "Constructions sur sol d'autrui"}},
    {"215",
     {"Plant, equipment and tools", "Installations techniques, matériel et outillage industriels"}},
    {"218", {"Other tangible assets", "Autres immobilisations corporelles"}},
    {"2181", {"Fittings and fixtures", "Installations générales, agencements, aménagements"}},
    {"2182", {"Vehicles", "Matériel de transport"}},
    {"2183", {"Office and computer equipment", "Matériel de bureau et matériel informatique"}},
    {"2184", {"Furniture", "Mobilier"}},
    {"22", {"Encumbered assets", "Immobilisations grevées de droits"}, kCrc, kCrc},
    {"23", {"Assets under construction", "Immobilisations en cours"}},
    {"24",
     {"Bequests and gifts to be sold", "Biens reçus par legs ou donations destinés à être cédés"},
     kAnc18},
    {"26", {"Holdings", "Participations et créances rattachées"}},
    {"27", {"Other financial assets", "Autres immobilisations financières"}},

    {"60", {"Purchases", "Achats"}},
    {"601", {"Materials and supplies", "Achats matières et fournitures"}},
    {"602", {"Other supplies in stock", "Autres approvisionnements"}},
    {"604", {"Studies and services bought", "Prestations de services"}},
    {"606", {"Other supplies", "Autres fournitures"}},
    {"607", {"Goods for resale", "Achats de marchandises"}},
    {"61", {"External services", "Services extérieurs"}},
    {"611", {"Subcontracting", "Sous-traitance générale"}},
    {"612", {"Leasing", "Redevances de crédit-bail"}},
    {"613", {"Rents", "Locations"}},
    {"614", {"Service charges of premises", "Charges locatives et de copropriété"}},
    {"615", {"Maintenance and repairs", "Entretien et réparation"}},
    {"616", {"Insurance", "Assurance"}},
    {"617", {"Studies and research", "Études et recherches"}},
    {"618", {"Documentation, other", "Documentation, divers"}},
    {"62", {"Other external services", "Autres services extérieurs"}},
    {"621", {"Staff of others", "Personnel extérieur à l'association"}},
    {"622", {"Agents and fees", "Rémunérations intermédiaires et honoraires"}},
    {"623", {"Advertising, publications", "Publicité, publication"}},
    {"624", {"Transport", "Transports de biens et transports collectifs du personnel"}},
    {"625", {"Travel, missions", "Déplacements, missions"}},
    {"626", {"Post and telecommunications", "Frais postaux et de télécommunications"}},
    {"627", {"Bank services", "Services bancaires"}},
    {"628", {"Other", "Divers"}},
    {"63", {"Taxes and duties", "Impôts et taxes"}},
    {"631", {"Payroll taxes", "Impôts et taxes sur rémunération"}},
    {"633",
     {"Payroll taxes to other bodies", "Impôts et taxes sur rémunération (autres organismes)"}},
    {"635", {"Other taxes", "Autres impôts et taxes"}},
    {"637", {"Other taxes to other bodies", "Autres impôts et taxes (autres organismes)"}},
    {"64", {"Staff costs", "Charges de personnel"}},
    {"641", {"Pay", "Rémunération des personnels"}},
    {"645", {"Social contributions", "Charges sociales"}},
    {"647", {"Other social costs", "Autres charges sociales"}},
    {"648", {"Other staff costs", "Autres charges de personnel"}},
    {"649", {"Staff costs paid back", "Remboursements de charges de personnel"}, kAnc22},
    {"65", {"Other operating costs", "Autres charges de gestion courante"}},
    {"651", {"Royalties and licences", "Redevances et droits d'auteur"}},
    {"652", {"Book value of assets sold", "Valeurs comptables des immobilisations cédées"}, kAnc22},
    {"653", {"Costs of public generosity", "Charges de la générosité du public"}, kAnc18},
    {"654", {"Bad debts", "Pertes sur créances irrécouvrables"}},
    {"657", {"Grants paid", "Subventions versées par l'association"}, kCrc, kCrc},
    {"657", {"Financial aid to others", "Aides financières"}, kAnc18},
    {"658", {"Sundry operating costs", "Charges diverses de gestion courante"}, kCrc, kAnc18},
    {"658", {"Penalties and other costs", "Pénalités et autres charges"}, kAnc22},
    {"66", {"Financial costs", "Charges financières"}},
    {"661", {"Interest", "Charges d'intérêts"}},
    {"67", {"Exceptional costs", "Charges exceptionnelles"}},
    {"671", {"On operations", "Charges exceptionnelles sur opérations de gestion"}, kCrc, kAnc18},
    {"675",
     {"Book value of assets sold", "Valeurs comptables des éléments d'actif cédés"},
     kCrc,
     kAnc18},
    {"678", {"Other exceptional costs", "Autres charges exceptionnelles"}},
    {"68", {"Depreciation and provisions", "Dotations aux amortissements et provisions"}},
    {"681", {"On operations", "Dotations d'exploitation"}},
    {"689",
     {"To be done with earmarked funds", "Engagements à réaliser sur ressources affectées"},
     kCrc,
     kCrc},
    {"689", {"Carried to earmarked funds", "Reports en fonds dédiés"}, kAnc18},
    {"69", {"Income tax", "Impôts sur les bénéfices"}},
    {kIndirect, {"Indirect charges", "Charges indirectes"}},

    {"70",
     {"Sales and services", "Vente de produits finis, de marchandises, prestations de services"}},
    {"701", {"Products", "Ventes de produits finis"}},
    {"706", {"Services", "Prestations de services"}},
    {"707", {"Goods", "Ventes de marchandises"}},
    {"708", {"Ancillary activities", "Produits des activités annexes"}},
    {"71", {"Change in stock", "Production stockée"}},
    {"72", {"Own work capitalised", "Production immobilisée"}},
    {"73", {"Endowments and tariffs", "Dotations et produits de tarification"}, kCrc, kCrc},
    {"73", {"Statutory public contributions", "Concours publics"}, kAnc18},
    {"74", {"Operating grants", "Subventions d'exploitation"}},
    {"742", {"Balancing grants", "Subventions d'équilibre"}, kAnc22},
    {"747",
     {"Investment grants, share of the year", "Quote-part des subventions d'investissement"},
     kAnc22},
    {"75", {"Other operating income", "Autres produits de gestion courante"}},
    {"754", {"Collections", "Collectes"}, kCrc, kCrc},
    {"754", {"Public generosity", "Ressources liées à la générosité du public"}, kAnc18},
    {"7541", {"Gifts", "Dons manuels"}, kAnc18},
    {"7542", {"Patronage", "Mécénats"}, kAnc18},
    {"7543", {"Bequests", "Legs, donations et assurances-vie"}, kAnc18},
    {"755", {"Contributions of other bodies", "Contributions financières"}, kAnc18},
    {"756", {"Membership fees", "Cotisations"}},
    {"757", {"Sale of assets", "Produits des cessions d'immobilisations"}, kAnc22},
    {"758", {"Gifts, patronage", "Dons manuels - Mécénat"}, kCrc, kCrc},
    {"758", {"Sundry operating income", "Produits divers de gestion courante"}, kAnc18, kAnc18},
    {"758", {"Compensation and other income", "Indemnités et autres produits"}, kAnc22},
    {"76", {"Financial income", "Produits financiers"}},
    {"77", {"Exceptional income", "Produits exceptionnels"}},
    {"771", {"On operations", "Produits exceptionnels sur opérations de gestion"}, kCrc, kAnc18},
    {"775", {"Sale of assets", "Produits des cessions d'éléments d'actif"}, kCrc, kAnc18},
    {"777",
     {"Investment grants, share of the year", "Quote-part des subventions d'investissement"},
     kCrc,
     kAnc18},
    {"778", {"Other exceptional income", "Autres produits exceptionnels"}},
    {"78",
     {"Reversals of depreciation and provisions", "Reprises sur amortissements et provisions"}},
    {"781", {"On operations", "Reprises d'exploitation"}},
    {"789",
     {"Unused funds of earlier years",
      "Report des ressources non utilisées des exercices antérieurs"},
     kCrc,
     kCrc},
    {"789", {"Earmarked funds used", "Utilisations de fonds reportés et de fonds dédiés"}, kAnc18},
    {"79", {"Transfers of charges", "Transfert de charges"}},

    {"86", {"Use of contributions in kind", "Emplois des contributions volontaires en nature"}},
    {"860", {"Help in kind", "Secours en nature"}},
    {"861",
     {"Goods and services lent free of charge",
      "Mise à disposition gratuite de biens et services"}},
    {"862", {"Services", "Prestations"}},
    {"864", {"Volunteers", "Personnel bénévole"}},
    {"87", {"Contributions in kind", "Contributions volontaires en nature"}},
    // Printed in this order. The numbers of the first and the last are those of the first version;
    // ANC 2018-06 swapped them.
    {"870", {"Volunteer work", "Bénévolat"}, kCrc, kCrc},
    {"875", {"Volunteer work", "Bénévolat"}, kAnc18},
    {"871", {"Services in kind", "Prestations en nature"}},
    {"875", {"Gifts in kind", "Dons en nature"}, kCrc, kCrc},
    {"870", {"Gifts in kind", "Dons en nature"}, kAnc18},
};

constexpr absl::string_view kExpenses[] = {"60", "61", "62", "63", "64",     "65",
                                           "66", "67", "68", "69", kIndirect};
constexpr absl::string_view kIncome[] = {"70", "73", "74", "75", "76", "77", "78", "79"};
constexpr absl::string_view kInKindUses[] = {"86"};
constexpr absl::string_view kInKindSources[] = {"87"};

}  // namespace

absl::string_view NameOf(ChartVersion chart) {
  return std::find_if(std::begin(kVersions), std::end(kVersions),
                      [&](const Version& version) { return version.chart == chart; })
      ->name;
}

ChartVersion ChartVersionOf(int fiscal_year) {
  ChartVersion chart = kCrc;
  for (const Version& version : kVersions) {
    if (version.first_fiscal_year <= fiscal_year) chart = version.chart;
  }
  return chart;
}

ChartVersion ChartVersionOf(const std::vector<Line>& lines, const Budget& budget,
                            absl::CivilDay as_of) {
  absl::btree_set<int> years;
  for (const Line& line : lines) {
    // One with nothing planned may be of another version of the budget.
    if (Minor(line.planned_amount()) != 0) years.insert(line.fiscal_year());
  }
  if (years.size() == 1 && *years.begin() != 0) return ChartVersionOf(*years.begin());
  return ChartVersionOf(IsSet(budget.adoption_date()) ? budget.adoption_date().year()
                                                      : static_cast<int>(as_of.year()));
}

const Account* FindAccount(ChartVersion chart, absl::string_view number) {
  const Account* nearest = nullptr;
  for (const Account& account : kAccounts) {
    if (chart < account.first || account.last < chart) continue;
    if (!absl::StartsWith(number, account.number)) continue;
    if (nearest == nullptr || nearest->number.size() < account.number.size()) nearest = &account;
  }
  return nearest;
}

bool IsHeading(absl::string_view account) {
  return account == kIndirect || account.size() == kHeadingDigits;
}

bool IsInvestment(absl::string_view account) { return absl::StartsWith(account, "2"); }

std::string HeadingOf(absl::string_view account) {
  return std::string(account == kIndirect ? account : account.substr(0, kHeadingDigits));
}

bool FormOrder::operator()(absl::string_view a, absl::string_view b) const {
  return std::pair(IsInvestment(a), a) < std::pair(IsInvestment(b), b);
}

absl::Span<const absl::string_view> HeadingsOf(Line::Side side) {
  switch (side) {
    case Line::SIDE_EXPENSE:
      return kExpenses;
    case Line::SIDE_INCOME:
      return kIncome;
    case Line::SIDE_IN_KIND_USE:
      return kInKindUses;
    case Line::SIDE_IN_KIND_SOURCE:
      return kInKindSources;
    default:
      return {};
  }
}

std::string HeadingText(ChartVersion chart, absl::string_view heading, Language language) {
  const Account* account = FindAccount(chart, heading);
  return account == nullptr ? "" : account->text.In(language);
}

}  // namespace cofi::reporting
