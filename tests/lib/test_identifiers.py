"""Identifiers: what is well formed, and the sentence when it is not."""

import pytest

from config.lib import identifiers as ids


@pytest.mark.parametrize("text", ["12-3456789", "123456789", " 12-3456789 "])
def test_a_fein_has_nine_digits(text):
    assert ids.fein_problem(text) == ""
    assert ids.tidy_fein(text) == "12-3456789"


@pytest.mark.parametrize("text", ["1234567", "12-345678A", "1234-56789", "00-1234567", ""])
def test_anything_else_is_no_fein(text):
    assert "nine digits" in ids.fein_problem(text)


def test_a_naics_code_begins_with_a_sector():
    assert ids.naics_problem("31") == ids.naics_problem("311811") == ""
    for text in ("3118110", "10", "93", "3a"):
        assert ids.naics_problem(text)


def test_a_vin_has_17_characters_and_no_letter_that_looks_like_a_digit():
    assert ids.vin_problem(ids.tidy_vin("1m8gdm9a-xkp042788")) == ""
    assert "no I, O or Q" in ids.vin_problem("1M8GDM9AXKPO42788")
    assert "this one has 16" in ids.vin_problem("1M8GDM9AXKP04278")
    assert ids.vin_problem("1M8GDM9AXKP04278!") == "A VIN has letters and digits only."
    assert ids.vin_problem("8VZ12345", year=1968) == ""


def test_the_check_digit_of_a_vin_agrees_with_the_rest():
    assert ids.vin_check_digit_fits("1M8GDM9AXKP042788")
    assert ids.vin_check_digit_fits("11111111111111111")
    assert not ids.vin_check_digit_fits("1M8GDM9AXKP042789")


def test_classes_zip_codes_and_states_have_their_forms():
    assert ids.wc_class_problem("8810") == ids.wc_class_problem("0034(1)") == ""
    assert ids.wc_class_problem("881")
    assert ids.zip_problem("94103") == ids.zip_problem("94103-1234") == ""
    assert ids.zip_problem("9410")
    assert ids.state_problem("CA") == ""
    assert ids.state_problem("XX")
