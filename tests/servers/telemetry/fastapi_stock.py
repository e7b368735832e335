"""The stock service in FastAPI, whose own telemetry is all that tells of it: `python fastapi_stock.py PORT`.

`FASTAPI_OTEL_AUTO_CONFIGURE=true` and the usual variables of OpenTelemetry switch that on.
"""

from __future__ import annotations

import sys
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI(title="Stock")


def warehouse() -> dict[int, int]:
    return {1: 7}


@app.get("/left/{book_id}")
async def left(book_id: int, shelves: Annotated[dict[int, int], Depends(warehouse)]) -> dict[str, int]:
    if book_id not in shelves:
        raise HTTPException(404, "There is no such book.")
    return {"left": shelves[book_id]}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
