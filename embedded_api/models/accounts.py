"""People who sign in."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr


class SignIn(BaseModel):
    """The form of OAuth2's password flow (RFC 6749 section 4.3.2)."""

    username: str = Field(min_length=1, max_length=60, examples=["ada"])
    password: SecretStr = Field(min_length=1, max_length=200, examples=["analytical-engine"])
    scope: str = Field(
        default="",
        max_length=200,
        description="Separated by blanks; empty means all you may have.",
        examples=["me orders"],
    )
    grant_type: Literal["password"] = Field(default="password", description="Always `password`.")


class Token(BaseModel):
    """What a successful sign-in returns (RFC 6749 section 5.1)."""

    access_token: str = Field(description="Send it back in the header `Authorization: Bearer …`.")
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a kind of token, not a secret
    expires_in: int = Field(description="Seconds.", examples=[1800])
    scope: str = Field(description="What the token allows, separated by blanks.", examples=["me orders"])


class Profile(BaseModel):
    """The account that a token belongs to."""

    username: str = Field(examples=["ada"])
    full_name: str = Field(examples=["Ada Lovelace"])
    email: str = Field(examples=["ada@example.org"])


class Me(Profile):
    """The account and the token it was reached with."""

    scopes: list[str] = Field(examples=[["me", "orders"]])
    expires_in: int = Field(description="Seconds until the token expires.", examples=[1795])
