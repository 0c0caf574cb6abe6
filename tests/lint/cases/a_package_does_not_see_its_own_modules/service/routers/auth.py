from auth import current_admin
from fastapi import APIRouter, Depends

router = APIRouter()


@router.get("/me")
def me(user: str = Depends(current_admin)):
    return user
