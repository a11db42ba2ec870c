"""What a draft says of council tax, the needs model, plans, budgets and risks is held to the tables."""

from __future__ import annotations

import pytest
from drafts import faults_in

PLANTED = {
    "council tax that the tables contradict": [
        ("In 2022/23 the council charged a Band D home £1,542.96.", "£1,452.96 for a Band D home in 2022/23, as the"),
        ("Council tax rose by 3.9% in 2022/23.", "a rise of +3.0% in 2022/23, as the tables of 2023 have, not 3.9%"),
        ("Our council tax is the 8th lowest of 24.", "rank 10 from the lowest of the bill in 2022/23"),
        ("Our council tax is the 10th lowest of 34 counties.", "a rank of 24 councils of its kind in 2022/23"),
        ("We have the lowest council tax of county councils.", "rank 10 from the lowest of the bill in 2022/23"),
        ("Our council tax had the 9th lowest rise.", "rank 7 from the lowest of the rise in 2022/23"),
        ("Of the council tax bill £41.11 was added for adult social care.", "£14.11 or £1,452.96 for adult"),
        ("The median bill for council tax was £1,599.", "£1,499.87, the median of its kind"),
        ("Council tax fell by 5.1% in real terms.", "a change of -3.1% in real terms"),
        ("In 2021/22 council tax was £1,452.96 for a Band D home.", "£1,410.78 for a Band D home in 2021/22"),
    ],
    "the needs model, where the tables contradict it": [
        ("By the needs model the county has £62.5 million more.", "£26.5 million more for Leicestershire by"),
        ("By the needs model we would have £26.5 million less.", "£26.5 million more for Leicestershire by the model"),
        (
            "By the needs model we would have £26.5 million more, and £5.9 million more after damping.",
            "£9.5 million more for Leicestershire after damping",
        ),
        ("By the needs model Surrey would lose £79.6 million.", "£97.6 million less for Surrey by the model"),
        ("What if all drivers of need weighed the same: we gain £13 million.", "£31.0 million more for Leicestershire"),
        ("The drivers of need: all people (43.3%) and land area (9.3%).", "34.3% for All people"),
        ("By the needs model we would have £680 per person.", "£580.46 or £543.34 for each person of Leicestershire"),
    ],
    "plans and savings that the tables contradict": [
        ("The financial plan has growth of £42.1m.", "£41.2 million of growth for"),
        ("We need savings of £60m, and £13m are not identified.", "£50.0 million or £37.0 million of savings for"),
        ("We need savings of £50m, and £31m are not identified.", "£13.0 million of savings that are not identified"),
        ("Of the savings in the financial plan 36% are not identified.", "26.0% not identified, as the tables of 2023"),
        ("Savings: help at home delivered £2.5m.", "£5.2 million delivered for Adult social care"),
        ("The savings plans delivered £6.8m.", "£8.6 million delivered of all savings"),
        ("The savings delivered 86% of what was planned.", "72% delivered, as the tables of 2023 have, not 86%"),
        ("The Family hubs fund of £8.1m ends in 2025.", "£1.8 million of Family hubs fund"),
    ],
    "budgets and reserves that the tables contradict": [
        ("The council's budget was £335.9m in 2022/23.", "£353.9 million of budget for the whole council"),
        ("Against its budget the council spent £386.3m.", "£363.8 million spent for the whole council"),
        ("Adult social care was overspent by £7.5m.", "£5.7 million over or under for Adult social care"),
        ("Highways was underspent by £3.1m against its budget.", "£1.3 million over or under for Highways"),
        ("Three of 3 budgets were overspent.", "2 budgets overspent, as the tables of 2023 have, not Three"),
        ("Reserves stood at £80m at the end of 2022/23.", "£90.0 million in reserve"),
        ("The council used £28m of its reserves in 2022/23.", "£18.0 million used"),
        ("At the rate of 2022/23 reserves would last seven years.", "5.0 years of use"),
    ],
    "counts of risks that the tables contradict": [
        ("The register has 5 risks: 2 high, 1 medium, 1 low.", "4 risks in the register, as the tables of 2023 have"),
        ("The register has 4 risks: 3 high, 1 medium, 1 low.", "2 risks high, as the tables of 2023 have, not 3"),
        ("The register has 7 links to indicators; 1 risk has none.", "5 links to indicators, as the tables of 2023"),
        ("The register has 5 links to indicators; two risks have none.", "1 risks without an indicator"),
        ("5 signals came in; 2 are a concern.", "3 signals, as the tables of 2023 have, not 5"),
        ("3 signals came in; three are a concern.", "2 signals of concern, as the tables of 2023 have, not three"),
        ("12 indicators are watched.", "14 indicators watched, as the tables of 2023 have, not 12"),
        ("Eight pressures on services are named.", "6 pressures, as the tables of 2023 have, not Eight"),
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"), [case for cases in PLANTED.values() for case in cases], ids=lambda case: case[:50]
)
def test_a_planted_fault_is_listed_alone(text: str, expected: str) -> None:
    faults = faults_in(text)
    assert any(expected in fault for fault in faults), faults
    assert len(faults) == 1, faults


RIGHT = [
    "In 2022/23 Leicestershire charged a Band D home £1,452.96, the 10th lowest of 24 councils of its kind in the "
    "group; that was 3% more than the year before. The district's council tax is £180. Council tax rose by £42.18, to "
    "£1,453. Council tax changed by -3.1% in real terms.",
    "If spending power were shared by need, Leicestershire would have £26.5 million more, and £9.5 million more after "
    "damping. By the needs model Surrey would lose £97.6 million. By a needs model of the council's own it would have "
    "up to £47m more.",
    "Medium-term financial plan of 2023: £13m of £50m of savings (26%) had no plan behind them. The plan to save "
    "energy in schools made savings of £80,000. The funding gap with Kent was £50m in 2018.",
    "Help at home delivered £5.2m of savings, of £6.5m planned. The savings plans delivered £8.6m of £12.0m, 72%.",
    "Budget of 2022/23: £353.9m; spent: £363.8m. Adult social care was overspent by £5.7m (3.2%). 2 of 3 budgets were "
    "overspent. The budget of the library at Wigston is £0.2m.",
    "Reserves stood at £90m at the end of 2022/23, and £18m was used. At that rate reserves last five years.",
    "The register has 4 risks: 2 high, 1 medium, 1 low. It has 5 links to indicators; 1 risk has none. 3 signals came "
    "in; 2 are a concern. 14 indicators are watched. In Libraries 1 risk is high. Of the register 17 targets are low.",
]


@pytest.mark.parametrize("text", RIGHT, ids=lambda text: text[:50])
def test_right_words_raise_nothing(text: str) -> None:
    assert faults_in(text) == []
