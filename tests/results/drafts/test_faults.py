"""A planted fault of each kind in a draft is listed, with what was expected; the same words without it are not."""

from __future__ import annotations

import pytest
from drafts import TABLES, faults_in

from helpers.results.drafts.counts import counts_in
from helpers.sources.drafts.plain_text import read_text

WITHOUT_COUNTS = TABLES._replace(counts={}, percents={})
"""Tables that know no counts, for what a draft contradicts by itself."""

PLANTED = {
    "one fact in two ways, of the same form": [
        ("## Money\n\nThe funding gap with Surrey is £99m.\n\n## Risks\n\nThe funding gap with Surrey is £101m.",
         "£99m, as line 5"),
        ("## Money\n\nThe funding gap with Surrey is £99m; we have 700,000 people.\n\n## Risks\n\nThe funding gap "
         "with Surrey is £101m; we have 700,000 people.", "£99m, as line 5"),
        ("The funding gap with Surrey is £99m (all services). The funding gap with Surrey is £101m.", "£99m, as line"),
    ],
    "a count apart that neither set of the tables has": [
        ("Libraries: Of the 5 indicators whose direction can be determined, 4 improved and 1 worsened.",
         "6 or 3 improved for Libraries"),
    ],
    "a figure in brackets beside another": [
        ("Household waste reused, recycled or composted (50.4%) and land (9.3%) are named.", "41.8%, the latest"),
    ],
    "a placeholder": [
        ("Overall X% of indicators are on track.", "words or a figure in place of 'X%'"),
        ("The narrative is TBC.", "in place of 'TBC'"),
        ("Details to go here.", "to go here"),
        ("Organisational Chart to go here", "to go here"),
        ("We spent [insert] on roads.", "in place of '[insert]'"),
        ("Awaiting figures from the county.", "Awaiting figures from the county"),
    ],
    "a claim without its source": [
        ("We are the most productive county council.", "who says 'most productive', and when"),
        ("The council is the most cost-effective in England.", "who says 'most cost-effective', and when"),
        ("Its services give the best value for money.", "who says 'best value for money'"),
    ],
    "another year in a motion": [
        ("## Motion\n\nThat the Performance Compendium 2022 be approved.", "2023 or 2022/23 in the motion, not 2022"),
        ("The Council is recommended to approve the Annual Report 2021/22.", "in the motion, not 2021/22"),
        ("## Annual Performance Report 2022\n\nText.", "in the heading, not 2022"),
    ],
    "last year of another year": [
        ("Last year, 2019/20, we opened two libraries.", "last year to be 2022 or 2021/22"),
    ],
    "counts that do not add up": [
        ("Great Communities: of 21 indicators, 13 improved, 4 worsened and 3 showed no real change.", "add up to 21"),
        ("Great Communities: of 12 indicators, 9 improved and 5 worsened.", "add up to 12; 9 + 5 is 14"),
        ("Of 144 metrics ranked, 38 are in the first quartile, 54 in the second, 25 in the third and 26 in the fourth.",
         "add up to 144; 38 + 54 + 25 + 26 is 143"),
    ],
    "percentages that do not follow": [
        ("Overall 76 (40%) improved, 36 (21%) showed no change and 59 (35%) worsened.", "44.4%, as 76 of 171"),
        ("Overall 44% of metrics improved, 21% showed no change and 38% worsened.", "100; 44 + 21 + 38 is 103"),
        ("We planted 250,000 of 700,000 trees (46%).", "35.7%, as 250,000 of 700,000 gives"),
        ("Thefts (7.19) were 3,897 against a target of 3,316, 20.2% off target.", "17.5%, as 3,897 against"),
        ("Theft is 20.2% off target: 3,897 against 3,316.", "17.5%, as 3,897 against"),
        ("Thefts were 20.2% above the target, with 3,897 against 3,316.", "17.5%, as 3,897 against"),
        ("We helped 156 families, a 15% increase on 142.", "9.9%, as 156 from 142 gives"),
        ("Visits rose from 142 to 156, a rise of 15%.", "9.9%, as 156 from 142 gives"),
        ("Visits rose by 15% from 142 to 156.", "9.9%, as 156 from 142 gives"),
    ],
    "one fact in two ways": [
        ("Three crime indicators are in the fourth quartile.\n\nThe four areas of crime are in the fourth quartile.",
         "Three, as line 3 says in the same words, not four"),
        ("The funding gap with Surrey is £99m.\n\nOur funding gap with Surrey is £101m.", "£99m, as line 3 says"),
        ("Overall 21 improved and 11 worsened.\n\nOverall 22 improved and 11 worsened.", "21 improved, as line 3 says"),
    ],
    "a list of another length": [
        ("Great Communities: 4 worsened: visits; loans; turnout.", "4 names after the colon, and there are 3"),
    ],
    "a status in two ways": [
        ("7.18 is red.\n\n| Ref | Measure | RAG |\n|---|---|---|\n| 7.18 | Thefts | Amber |", "7.18 to be red"),
    ],
    "a red measure without words": [
        ("7.18 is red.\n\n| Ref | Measure | RAG |\n|---|---|---|\n| 7.18 | Thefts | Red |\n| 5.10 | Falls | Amber |",
         "words in the text on 5.10, which is amber"),
    ],
    "a blank status": [
        ("| Ref | Measure | Grant | RAG |\n|---|---|---|---|\n| 7.17 | Thefts | £381,045 | |", "a status under 'RAG'"),
    ],
    "a total that is no sum": [
        ("| Theme | Green | Red |\n|---|---|---|\n| Safer | 9 | 5 |\n| Stronger | 7 | 2 |\n| Total | 16 | 8 |",
         "a total of 7 under 'Red'"),
    ],
    "a count that the tables contradict": [
        ("Overall 20 indicators improved and 11 worsened.", "21 improved for the whole report, as the tables of 2023"),
        ("In Great Communities 14 of 21 indicators improved.", "13 improved for Great Communities"),
        ("## Libraries\n\nOf the 10 indicators, five improved and two worsened.", "6 or 3 improved for Libraries"),
        ("Overall 60% of indicators improved.", "50% or 49% improved for the whole report"),
        ("| Theme | Improved | Worsened |\n|---|---|---|\n| Great Communities | 14 | 4 |", "13 improved for G"),
    ],
    "a count by colour that the tables contradict": [
        ("Of 98 indicators with a status, 63 are green, 23 amber and 12 red.", "99 or 128 indicators for the whole"),
        ("Of 99 indicators with a status, 62 are green, 24 amber and 13 red.", "63 green for the whole report, as"),
        ("62 of 99 indicators with a status are green, 24 amber and 13 red.", "63 green for the whole report, as"),
        ("£6,223,735 of the grant is at risk, as 15 of its 32 indicators are red or amber.", "17 red or amber for the"),
    ],
    "money of a grant and progress that the tables contradict": [
        ("£6,123,735 of the reward grant is at risk.", "£6,223,735.00 at risk, or the sum of a theme, as the tables"),
        ("The reward grant is worth £15,421,800 in all.", "£15,241,800.00 in all, or the sum of a theme, as the"),
        ("By the national rule £430,000 of £600,000 of the grant would be paid.", "£600,000.00 by the national rule"),
        ("Of the grant £645,075 is lost.", "£635,075.00 lost, or the sum of a theme, as the tables of 2023"),
        ("Trees planted in the county: 45.7% of the way.", "35.7% of the way for Trees planted in the county"),
    ],
    "funding that the tables contradict": [
        ("Funded at the level of Camden, Leicestershire would be £133 million a year better off.",
         "£233.4 million at the level of Camden in 2020/21, as the tables of 2023 have, not £133 million"),
        ("The funding gap with Camden was £601m in 2019-20.", "£232.0 million at the level of Camden in 2019/20"),
        ("Funded at the average of county councils we would gain £85.5 million.", "£58.5 million at the level"),
        ("The average of England would bring £210 million more funding.", "£109.6 million at the level of the average"),
        ("Leicestershire was the lowest funded of 27 county councils in 2020/21.", "a rank of 25 councils for"),
        ("It was the 2nd lowest funded of 25 county councils.", "rank 1 from the lowest for each person in 2020/21"),
        ("For each dwelling the council was the lowest funded of 21 with a figure.", "rank 3 from the lowest"),
        ("Its funding is £643 for each person, where the average of county councils was £625.",
         "£543.34 for each person of Leicestershire in 2020/21, as the tables of 2023 have, not £643"),
        ("Its funding is £543 for each person, where the average of county councils was £725.", "£625.33, the average"),
        ("Spending power was £378.5 million in 2020/21.", "£387.4 million of spending power in 2020/21"),
        ("It was the lowest funded in each of the 8 years held.", "6 years, as the tables of 2023"),
    ],
    "spending that the tables contradict": [
        ("Leicestershire spends £472 per adult on adult social care.", "£371.67 per head for Adult"),
        ("Spending on adult social care is the 8th lowest of 37.", "rank 4 from the lowest for Adult social care in"),
        ("We spent £251 million on adult social care in 2022/23.", "£215.5 million spent for Adult social care"),
        ("In 2022/23 the council spent £849.7 million on its services.", "£749.7 million spent for All services"),
        ("In 2017/18 it spent £372 per adult on adult social care.", "£268.00 per head"),
        ("Spending on adult social care rose by 29.9% in real terms.", "a change of +19.9% in real terms for Adult"),
        ("Spending on adult social care fell by 19.9% in real terms.", "a change of +19.9% in real terms for Adult"),
        ("## Spending on education\n\nThe council spends £2,030 per child (median £2,505).", "£2,705.00, the median"),
        ("Leicestershire spends least of the councils compared on education (of 37).", "rank 2 from the lowest for Ed"),
    ],
    "a pooled fund that the tables contradict": [
        ("All blocks: £480,759 of £9,420,376 was not spent.", "£470,759.00 not spent for All blocks"),
        ("All blocks: £470,759 of £9,240,376 was not spent.", "£9,420,376.00 in all for All blocks"),
        ("Of the pooled fund 6.1% was not spent.", "4.997% not spent of the pooled fund"),
        ("The partners pooled their money, and £8,499,617 was spent.", "£8,949,617.00 spent for the pooled fund"),
    ],
    "early warnings that the tables contradict": [
        ("9 of 181 indicators give an early warning by figures.", "6 early warnings by figures, as the tables of 2023"),
        ("6 of 118 early warnings came up.", "181 indicators judged, as the tables of 2023 have, not 118"),
        ("The report has 9 early warnings.", "6 or 7 early warnings, as the tables of 2023 have, not 9"),
        ("A signal of concern came on two other indicators: early warnings.", "1 by a signal of concern alone"),
    ],
    "a figure that the tables contradict": [
        ("Household waste reused, recycled or composted fell to 42.8%.", "41.8%, the latest figure of 2022/23"),
        ("The share of household waste recycled or composted was 45.2% in 2022/23.", "41.8%, the latest figure"),
        ("Municipal waste sent to landfill was 3.1%. It fell from 6.2% the year before.", "5.2%, the figure before"),
        ("New EHCP plans issued within 20 weeks fell to 13.8%.", "3.8%, the latest figure"),
        ("| Indicator | 2022/23 | England |\n|---|---|---|\n| Municipal waste sent to landfill (%) | 4.1 | 43.3 |",
         "3.1%, the latest figure"),
    ],
    "the figure of the year before": [
        ("Household waste reused, recycled or composted is now 43.4%.", "41.8%, the latest figure"),
    ],
    "a rank or a quartile that the tables contradict": [
        ("Household waste reused, recycled or composted ranks 12th of 36.", "26, the rank for Household waste"),
        ("Household waste reused, recycled or composted is in the first quartile.", "3, the quartile for Household"),
        ("Overall the council ranks 3rd of 36.", "a rank over all themes of the tables of 2023, not 3rd of 36"),
    ],
    "a status against the commentary": [
        ("Household waste reused, recycled or composted improved.", "'Worsened' for Household waste"),
        ("Improved: municipal waste sent to landfill; new EHC plans issued within 20 weeks.", "'Worsened' for New EHC"),
        ("Municipal waste sent to landfill rose.", "a figure that fell for Municipal waste"),
        ("| Indicator | Direction of travel |\n|---|---|\n| Adults who visited a public library | Improved |",
         "'No real change' for Adults"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [case for cases in PLANTED.values() for case in cases], ids=lambda case: case[:50]
)
def test_a_planted_fault_is_listed_and_little_else(text: str, expected: str) -> None:
    faults = faults_in(text, WITHOUT_COUNTS if "tables" not in expected and "for " not in expected else TABLES)
    assert any(expected in fault for fault in faults), faults
    assert len(faults) <= 3, faults


RIGHT = [
    "Of 3 targets, 0 are green, 1 amber and 1 red; 1 is not due yet.\n\nClean and Green: one of 3 indicators improved."
    "\n\nGreat Communities: 13 of 21 improved.\n\nSafe and Well: 7 of 19 indicators improved.",
    "| Group | Indicator | Direction of travel |\n|---|---|---|\n| New EHC plans issued | Municipal waste sent to "
    "landfill | Improved |",
    "Of the 6 indicators ranked, 1 is in the first quartile, 2 in the second, 2 in the third and 1 in the fourth. Of "
    "the 42 indicators whose direction can be determined, 21 improved; it cannot be determined for 1 more.\n\nClean "
    "and Green: one of 3 indicators improved.\n\nGreat Communities: 13 of 21 improved.\n\nSafe and Well: 7 of 19 "
    "indicators improved.",
    "| Status | Lost | At risk |\n|---|---|---|\n| Red | 0.00 | 7 |\n| Amber | 0.00 | 8 |",
    "## Schools\n\nOf the 12 compared with county areas, eight are better than the middle council, one is equal to it "
    "and three are worse. Two cannot be compared with an earlier figure (first figure in the series).\n\n## Roads\n\n"
    "Of the 7 compared with county areas, five are better than the middle council and two are worse. Six cannot be "
    "compared with an earlier figure (first figure in the series).",
    "2 indicators without a figure\n\n11 indicators without a figure\n\nTable 1: Schools: ranks are of 36 where no "
    "other number is named\n\nTable 2: Roads: ranks are of 35 where no other number is named",
    "## Schools\n\nNone of the 2 targets has a colour, as 2 are not due yet.\n\n## Roads\n\nNone of the 3 targets has "
    "a colour.",
    "Great Communities. One remains in the first quartile, which is the best (sure): visits. Two are in the first "
    "quartile (sure): loans; events.",
    "Of the 42 indicators whose direction can be determined, 21 improved, 10 show no real change and 11 worsened; it "
    "cannot be determined for 1 more.\n\nClean and Green: one of 3 indicators improved.\n\nGreat Communities: 13 of 21 "
    "improved.\n\nSafe and Well: 7 of 19 indicators improved.",
    "Adults who visited a public library: target 35%. Household waste reused, recycled or composted: it was 43.4% the "
    "time before. Adults who visited a public library: 60% of the way from 20% to 35%.",
    "Of 3 targets, 0 are green, 1 amber and 1 red; 1 is not due yet.",
    "Trees in woods: 3% short; 105,000 trees was due by then. Trees in hedges: 4% better; 230,000 trees was due by "
    "then.",
    "In 2020/21 Leicestershire was the lowest funded of 25 county councils: £543 for each person, where the average of "
    "county councils was £625. For each dwelling, as the official comparison has it, it was 3rd lowest of 21 with a "
    "figure: £1,290. It was the lowest funded of county councils for each person in each of the 6 years held.",
    "Funded at the level of the average of all county councils, Leicestershire would be £58.5 million a year better "
    "off (£625 for each person in 2020/21, people of mid-2020). Funded at the level of Camden, Leicestershire would be "
    "£233 million a year better off (£871 for each person in 2020/21). It printed £601m. In 2019/20 the gap in funding "
    "with Camden was £232m.",
    "The funding gap with Camden was £601m in 2022/23.",
    "With its 7 districts and its share of fire, its funding was £677 for each person, the lowest of 26 counties.",
    "Spending on adult social care in 2022/23: £372 per adult, 4th lowest of 37. In 2017/18 we spent £268 per adult on "
    "adult social care. Education spending: £2,030 per child, 2nd lowest of 37.",
    "In the prices of 2022/23, spending per head rose most on adult social care (+20%) and fell most on education "
    "(\u22124%) since 2017/18.",
    "Essex spends £999 per adult on adult social care. The capital budget for adult social care is £300 million.",
    "In 2022/23 Leicestershire spent £749.7 million on its services, £1,037 per resident: the lowest of 24 counties.",
    "All blocks, 2006/07: £470,759.00 of £9,420,376.00 was not spent, which is 4.997%. Under 5% was not spent: it may "
    "be carried forward.",
    "6 of 181 indicators give an early warning by figures. A signal of concern has come on 1 other indicator. 14 "
    "indicators are watched; 2 of them give an early warning. In Libraries 2 of 10 give an early warning.",
    "## Waste\n\nOf 5 targets, 1 is green, 0 amber and 1 red; 3 are not due.\n\n## Libraries\n\nOf 5 targets, 1 is "
    "green, 1 amber and 1 red; 2 are not due.",
    "## Risks\n\n| Theme | Green | Amber | Red | Not available | Cannot be determined | All |\n"
    "|---|---|---|---|---|---|---|\n"
    "| Clean and Green | 0 | 2 | 0 | 1 | 0 | 3 |",
    "## Homes\n\nOf all 10, 2 rest on a provisional figure.\n\n## Roads\n\nOf all 10, 1 rests on a provisional one.",
    "Against the same part of the year before, 4 improved, 2 worsened and 2 show no real change.",
    "## Risks\n\n| Theme | Green | Amber | Red | Cannot be determined | Targets |\n"
    "|---|---|---|---|---|---|\n| Safe and Well | "
    "0 | 1 | 1 | 2 | 4 |",
    "Strong Economy: homes: 65% in 2022/23, from 70% clearly worsened for county areas.",
    "## Homes\n\n65% in 2022/23, from 70% in 37 county areas.\n\n## Roads\n\n65.2% in 2022/23, from 43.5% in 37 "
    "county areas.",
    "The reward grant is worth £15,241,800.00 in all. By the national rule £420,000 of £600,000 of the grant would be "
    "paid.",
    "£6.2 million of the grant is at risk, and £635,075 is lost. Net of that £5,588,660 of the grant is at risk. "
    "The grant of 7.20 has £101,612 at risk.",
    "None of the 5 targets has a colour, as 3 are not due yet and 2 have no date: family hubs open is 20.0% of the way "
    "and trees planted in the county is 35.7% of the way.",
    "Visits to the museum: 11% of the way; trees planted in the county: 36% of the way; homes built: 90% of the way.",
    "Trees planted in the county: 35.7% of the way. In 2020 they were 20% of the way.",
    "Of 99 indicators with a status, 63 are green, 23 amber and 13 red, as the report of 2023 counts them.",
    "63 of 99 indicators with a status are green (63.6%), 23 amber (23.2%) and 13 red (13.1%).",
    "Of 2 targets with a colour, these are: 0 green (0%), 1 amber (50%), 1 red (50%).",
    "£6,223,735.00 of it is at risk, as 17 of its 32 indicators are red or amber.",
    "Theft from motor vehicles is 17.5% off target: 3,897 against 3,316.",
    "7.18 Theft of motor vehicles in the county: no measure.\n\n7.19 Theft of motor vehicles in the county: no "
    "measure.",
    "The text of the report names 2 red indicators of Great Communities, and its table counts 1.",
    "Theft from motor vehicles (7.19) is amber.\n\nOf 2 targets with a colour, none is green, 1 is amber and 1 is red.",
    "Thefts were 3,897 against a target of 3,316, 17.5% off target, and burglary was 3,202 against 2,470.",
    "## Libraries\n\nOf the 10 indicators, six improved and two worsened.\n\nLibraries: Of the 5 indicators whose "
    "direction of travel can be determined, 3 improved (60%), 1 shows no real change (20%) and 1 worsened (20%).",
    "Four cannot be compared with an earlier figure (first figure in the series). One cannot be compared with an "
    "earlier figure (the series has a break at this period).",
    "## Homes\n\nThe council spends £740 per child, where the median is £950.\n\n## Roads\n\nThe council spends "
    "£2,030 per child, where the median is £2,705.",
    "Of 43 indicators, 21 improved and 11 worsened. Of the 42 indicators whose direction can be determined, 21 "
    "improved and 11 worsened.\n\n## Clean and Green\n\n1 of 3 improved.\n\n## Great Communities\n\n13 of 21 "
    "improved.\n\n## Safe and Well\n\n7 of 18 improved.",
    "The drivers weigh: people (40.3%), household waste reused, recycled or composted (50.4%) and land (9.3%).",
    "New EHC plans issued within 20 weeks 3.8%, median 40.0%, 36th of 36; recycling or composting of household waste: "
    "41.8%, median 40.0%.",
    "An index of 2017 by a firm of advisers named the council the most productive of its kind.",
    "Workshops make staff productive.",
    "A firm named the council the most productive in England, as quoted in the council's reports of 2020 and 2023.",
    "Overall 21 indicators improved (50%), 10 showed no real change (24%) and 11 worsened (26%), of 43; one cannot be "
    "determined.",
    "Great Communities: 13 of 21 indicators improved and four worsened. In Libraries six improved and in Volunteering "
    "seven improved.",
    "Household waste reused, recycled or composted fell to 41.8%, from 43.4% the year before. It worsened, and is "
    "26th of 36, in the third quartile. England had 43.3%. We missed the target of 50%. In 2019/20 it was 45.0%.",
    "School sessions missed were 5.9% in primary schools; school sessions missed, secondary, were 9.1%.",
    "In the Performance Compendium 2020 we said that recycling had to improve.",
    "## Motion\n\nThat the Performance Compendium 2023 be approved.",
    "## Recommendation\n\nApprove the Annual Report 2022/23.",
    "Last year (2021/22) we opened two libraries.",
    "9 of the 25 family hubs (36%) are open. We planted over 250,000 of 700,000 trees, some 36%.",
    "Recycling must improve. Municipal waste sent to landfill improved over five years, since 2018.",
    "7.18 is red and was amber before. 7.19 moved from red to amber.",
    "| Ref | Measure | RAG |\n|---|---|---|\n| 7.17 | Thefts | n/a |",
    "| Theme | Met | Share |\n|---|---|---|\n| Safer | 9 | 56% |\n| Stronger | 7 | 78% |\n| Total | 16 | 64% |",
    "Draft. Not approved yet.",
    "Overall 21 improved, 10 showed no real change and 11 worsened.\n\n## Great Communities\n\n13 of the 21 indicators "
    "improved.",
    "## Public Health\n\nSchool sessions missed, primary (5.9%) improved.",
    "Overall 21 improved, 10 showed no real change and 11 worsened. A trend is tested for 2 of the 43 indicators.",
    "The figure may still change [p]. See [the guide](guide.md) and [^1].",
    "Spending rose by 3% in districts. The counties had 12 indicators improved.",
    "The council's own report printed 80 improved, 37 with no real change and 74 worsened, of 191.",
    "On past figures the rule calls 57 of 100 improved or worsened.",
    "Overall the council's median rank is 12th of 36.",
    "Household waste reused, recycled or composted should improve to 50% by 2025.",
    "Overall 21 improved. If any change counted, 25 improved and 15 worsened; with 5%, 12 improved and 9 worsened; by "
    "the rule of before, 18 improved and 14 worsened.",
    "Of the 128 indicators of the agreement 48 are named.",
    "Funded at the level of Kent, the county would be £58.5 million a year better off. Funded at the level of Camden, "
    "the county would be £233 million a year better off.",
    "Of all 8, 1 rests on a figure worked out from counts. Of all 38, 7 rest on a figure worked out from counts.",
    "Libraries: 2 of 9 in the better half of county areas. Public Health: 4 of 7 in the better half of county areas.",
    "Adults 18-64 and children aged 10-14: two groups. Pupils under 18 improved their results.",
]


@pytest.mark.parametrize("text", RIGHT, ids=lambda text: text[:50])
def test_right_words_raise_nothing(text: str) -> None:
    assert faults_in(text) == []


def test_none_of_three_is_a_count_of_zero_and_three_the_total() -> None:
    draft = read_text(b"Libraries: None of three indicators improved and two worsened.", "draft.md")
    counted = {(one.kind, one.number.value) for one in counts_in(draft, ["Libraries"], 2023)}
    assert counted == {("improved", 0), ("total", 3), ("worsened", 2)}


def test_right_words_raise_nothing_together() -> None:
    assert faults_in("\n\n".join(text for text in RIGHT if "## " not in text)) == []


BEFORE = (
    "Last year the Council published a new simplified funding model for councils. Our model would bring an "
    "extra £47m to the county. The Strategic Plan has three outcomes for the people of the county. In 2019/20 we "
    "planted 100,000 trees across the county."
)


def test_what_is_carried_forward_is_listed_with_where_it_comes_from() -> None:
    faults = faults_in(BEFORE, before=BEFORE)
    assert faults == [
        "'Last year' to be true of this report, as before.md has the same sentence in line 3",
        "the figure of this report, as before.md has the same sentence in line 3",
    ]


def test_a_sentence_that_was_brought_up_to_date_is_not_carried_forward() -> None:
    after = BEFORE.replace("Last year", "In 2019").replace("£47m", "£52m")
    assert faults_in(after, before=BEFORE) == []


def test_a_list_of_figures_is_no_sentence_and_is_left_alone() -> None:
    """However long a draft is, a rule looks at few numbers at a time."""
    assert faults_in(f"Household waste recycled or composted was 45%. {'It was 45% and ' * 500}") == [
        "41.8%, the latest figure of 2022/23 for Household waste reused, recycled or composted, not 45%"
    ]
