"""Files dropped in a real browser and read by a real worker."""

import pytest
from playwright.sync_api import expect

from accounts.models import AttachmentVersion
from tests.accounts.attachments.test_files import pdf
from tests.cast import make_client

pytestmark = pytest.mark.slow

DROP = """([area, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  const how = { dataTransfer: data, bubbles: true, cancelable: true };
  area.dispatchEvent(new DragEvent("drop", how));
}"""


def test_of_three_dropped_files_one_is_refused_and_the_others_are_read(
    live_cast, desk, start_worker, settings, tmp_path
):
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path / "media")
    client = make_client(live_cast)
    page = desk(live_cast.ana)
    page.goto(f"/clients/{client.pk}/files/")
    area = page.locator("[data-files-add]").element_handle()
    files = [["a.pdf", pdf().decode()], ["b.txt", "Second words"], ["c.svg", "<svg/>"]]
    page.evaluate(DROP, [area, files])
    expect(page.get_by_text("c.svg: Files of this type are not kept")).to_be_visible()
    expect(page.get_by_text("b.txt is kept")).to_be_visible()
    expect(
        page.locator("[data-files-list]").get_by_role("link", name="b", exact=True)
    ).to_be_visible()
    start_worker()
    page.wait_for_timeout(100)
    versions = AttachmentVersion.objects.filter(attachment__client=client)
    for _ in range(300):
        if versions.filter(state="ready").count() == 2:
            break
        page.wait_for_timeout(200)
    page.goto(f"/clients/{client.pk}/files/?q=aardvark")
    page.get_by_role("link", name="a", exact=True).click()
    expect(page.get_by_role("img", name="Page 1 of 1")).to_be_visible()
